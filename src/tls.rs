//! A fresh process -> one TLS provider for the broker and for HTTP.

/// Installs ring as the provider of this process. Calling it again changes nothing.
///
/// Without a provider rustls refuses to guess, at the first connection and not earlier.
pub fn install_tls() {
    // an error means that a provider is already there, and then that one is used
    let _ = rustls::crypto::ring::default_provider().install_default();
}
