//! One master key -> [`Keys`], which seal payloads, digest content, hash aliases and sign the log. Pure: no dice, no files.

use crate::number::LineNo;
use crate::party::Party;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

/// The version of the aliases that the master key itself makes. Every later version has a key of its own.
pub const FIRST_VERSION: u32 = 1;

/// Every key that the hub needs at rest. Cannot be printed.
#[derive(Clone)]
pub struct Keys {
    payload: XChaCha20Poly1305,
    digest: DigestKey,
    giver: DigestKey,
    aliases: Arc<RwLock<BTreeMap<u32, DigestKey>>>,
    sign: SigningKey,
    fingerprint: [u8; 8],
}

impl Keys {
    /// Derives one key for each purpose, so that a leak of one tells nothing about another.
    pub fn from_master(master: &[u8; 32]) -> Self {
        let master = DigestKey::new(master);
        let [a, b, c, d, e, f, g, h, ..] = master.subkey("schakel fingerprint 1");
        Self {
            payload: XChaCha20Poly1305::new(&Key::from(master.subkey("schakel payload 1"))),
            digest: DigestKey::new(&master.subkey("schakel digest 1")),
            giver: DigestKey::new(&master.subkey("schakel alias 1")),
            aliases: Arc::new(RwLock::new(
                [(
                    FIRST_VERSION,
                    DigestKey::new(&master.subkey("schakel alias 1")),
                )]
                .into(),
            )),
            sign: SigningKey::from_bytes(&master.subkey("schakel log 1")),
            fingerprint: [a, b, c, d, e, f, g, h],
        }
    }

    /// The key that tells whether two documents have the same content.
    pub const fn digest(&self) -> &DigestKey {
        &self.digest
    }

    /// Adds an alias key of one version, for all clones of these keys. The alias key and the master key say nothing about each other.
    pub fn add_alias_key(&self, version: u32, key: &[u8; 32]) {
        self.aliases
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(version, DigestKey::new(key));
    }

    /// The hash of a value within one controller, by the alias key of one version; none when that key is not here. Another controller
    /// gets another hash for the same value.
    pub fn alias(
        &self,
        version: u32,
        controller: &str,
        sort: &str,
        value: &str,
    ) -> Option<[u8; 32]> {
        let aliases = self.aliases.read().unwrap_or_else(PoisonError::into_inner);
        aliases
            .get(&version)
            .map(|key| key.digest(&[controller.as_bytes(), sort.as_bytes(), value.as_bytes()]))
    }

    /// A fingerprint that tells alias keys of one version apart, without telling anything about a key; none when that key is not here.
    pub fn alias_fingerprint(&self, version: u32) -> Option<[u8; 32]> {
        self.alias(version, "", "fingerprint", "")
    }

    /// The hash that tells the givers of one subject apart and leads to no person. Statements never change, so neither does this key.
    pub fn giver(&self, discloser: &Party, giver: &str) -> [u8; 32] {
        self.giver
            .digest(&[discloser.to_string().as_bytes(), b"giver", giver.as_bytes()])
    }

    /// A fingerprint that tells two master keys apart, without telling anything about either.
    pub const fn fingerprint(&self) -> [u8; 8] {
        self.fingerprint
    }

    /// Seals a payload. The nonce must be fresh dice; the same `context` is needed to open the payload. None only for a payload larger
    /// than the cipher can take, some 256 GB.
    pub fn seal(&self, nonce: &[u8; 24], context: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        self.payload
            .encrypt(
                &XNonce::from(*nonce),
                Payload {
                    msg: plain,
                    aad: context,
                },
            )
            .ok()
    }

    /// Opens a payload that [`Keys::seal`] sealed; none when the key, the context or a single bit differs.
    pub fn open(&self, nonce: &[u8; 24], context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        self.payload
            .decrypt(
                &XNonce::from(*nonce),
                Payload {
                    msg: sealed,
                    aad: context,
                },
            )
            .ok()
    }

    /// Signs the head of the log.
    pub fn sign_head(&self, line: LineNo, hash: &[u8; 32]) -> [u8; 64] {
        self.sign.sign(&head(line, hash)).to_bytes()
    }

    /// Whether this hub signed that head of the log.
    pub fn signed_head(&self, line: LineNo, hash: &[u8; 32], signature: &[u8; 64]) -> bool {
        self.log_key()
            .verify_strict(&head(line, hash), &Signature::from_bytes(signature))
            .is_ok()
    }

    /// The public half of the key that signs the log, for checking a head elsewhere.
    pub fn log_key(&self) -> VerifyingKey {
        self.sign.verifying_key()
    }
}

fn head(line: LineNo, hash: &[u8; 32]) -> Vec<u8> {
    [line.0.to_be_bytes().as_slice(), hash].concat()
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(keys)")
    }
}

/// A key for digests of content: without the key the content cannot be guessed from the digest. Cannot be printed.
#[derive(Clone)]
pub struct DigestKey(Hmac<Sha256>);

impl DigestKey {
    /// A digest key of 32 random bytes.
    pub fn new(key: &[u8; 32]) -> Self {
        let mut block = [0; 64]; // HMAC pads a key with zeros to one block
        block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
        Self(Hmac::new(&block.into()))
    }

    /// HMAC-SHA256 over the parts, each with its length before it: `["ab", "c"]` is not `["a", "bc"]`.
    pub fn digest(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    fn subkey(&self, label: &str) -> [u8; 32] {
        self.digest(&[label.as_bytes()])
    }
}

impl fmt::Debug for DigestKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(digest key)")
    }
}
