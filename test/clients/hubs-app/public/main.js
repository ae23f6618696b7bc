const login = document.getElementById('login');
const response = await fetch('/api/auth/profile');
if (response.ok) {
  const user = await response.json();
  login.innerText = `Logout (${user.name})`;
  login.onclick = () => window.location.assign('/api/auth/logout');
  document.getElementById('email').innerText = user.email;
  const picture = document.getElementById('picture');
  picture.src = user.picture;
  picture.hidden = false;
} else {
  login.innerText = 'Login';
  login.onclick = () => window.location.assign('/api/auth/login');
}
login.hidden = false;
