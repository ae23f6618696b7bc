import got from 'got';

export default ({ url, token }) => got(url, { headers: { authorization: `Bearer ${token}` } }).json();
