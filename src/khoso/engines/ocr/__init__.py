"""Reading the letters of a page image. One port, Tesseract behind it, a memory double for tests."""
