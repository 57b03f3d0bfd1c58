package org.pbxopenapi.database;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Computes SHA-256 hashes: of API keys, and of lists for their ETags. */
public final class Sha256 {

    private Sha256() {
    }

    /** Returns the 32 bytes of the hash of the concatenated parts. */
    public static byte[] of(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) { // every Java platform must support it
            throw new IllegalStateException(e);
        }
    }
}
