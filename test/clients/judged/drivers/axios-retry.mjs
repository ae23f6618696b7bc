import axios from 'axios';
import axiosRetry from 'axios-retry';

export default async ({ url, token }) => {
  const client = axios.create();
  axiosRetry(client);
  return (await client.get(url, { headers: { authorization: `Bearer ${token}` } })).data;
};
