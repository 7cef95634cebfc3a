// The Cryptography layer.
