package org.pbxopenapi.apikey;

import java.nio.ByteBuffer;

import org.pbxopenapi.database.Sha256;

/** The SHA-256 of a key. The key itself is stored nowhere. */
record KeyHash(long a, long b, long c, long d) {

    static KeyHash of(byte[] key) {
        return ofBytes(Sha256.of(key));
    }

    static KeyHash ofBytes(byte[] bytes) {
        ByteBuffer hash = ByteBuffer.wrap(bytes);
        return new KeyHash(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
    }

    byte[] bytes() {
        return ByteBuffer.allocate(32).putLong(a).putLong(b).putLong(c).putLong(d).array();
    }
}
