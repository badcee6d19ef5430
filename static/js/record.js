// The browser prints, and keeps as a PDF file whatever it could print.
document.getElementById("print").addEventListener("click", () => print());
