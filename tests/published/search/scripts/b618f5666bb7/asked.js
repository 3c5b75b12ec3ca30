// Runs before the first paint: where the address asks for something, room is kept for the answer, so that nothing jumps.
if (new URLSearchParams(location.search).get("q")) document.documentElement.classList.add("asked");
