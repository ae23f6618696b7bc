import ky from 'ky';

export default ({ url, token }) => ky(url, { headers: { authorization: `Bearer ${token}` } }).json();
