package org.pbxopenapi.database;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash by which keys are known, and versions of lists told apart. */
public final class Sha256 {

    private Sha256() {
    }

    /** Returns the 32 bytes of the hash of all parts together. */
    public static byte[] of(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) { // every Java has it
            throw new IllegalStateException(e);
        }
    }
}
