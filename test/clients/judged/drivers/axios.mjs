import axios from 'axios';

export default async ({ url, token }) => (await axios.get(url, { headers: { authorization: `Bearer ${token}` } })).data;
