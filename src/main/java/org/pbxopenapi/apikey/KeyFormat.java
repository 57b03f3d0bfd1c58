package org.pbxopenapi.apikey;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * The form of the keys that are made here: {@code pbxkey_}, 30 random letters and digits (178 bits), and the CRC-32 of all
 * that in 6 more. Scanners for leaked secrets know it by {@code pbxkey_[0-9A-Za-z]{36}}, and a mistyped one is refused without
 * asking the database. Keys of any other form are good as well, if they have been imported.
 */
public final class KeyFormat {

    public static final String PREFIX = "pbxkey_";

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final byte[] PREFIX_BYTES = PREFIX.getBytes(US_ASCII);
    private static final int RANDOM = 30;
    private static final int CHECKSUM = 6;
    private static final int LENGTH = PREFIX.length() + RANDOM + CHECKSUM;

    private static final int SHORT = 20;
    private static final int FEW = 8;

    private KeyFormat() {
    }

    /** Returns a new key. */
    public static String create() {
        StringBuilder key = new StringBuilder(PREFIX);
        new SecureRandom().ints(RANDOM, 0, DIGITS.length()).mapToObj(DIGITS::charAt).forEach(key::append);
        return key + checksum(key.toString().getBytes(US_ASCII));
    }

    /** Whether it begins like a key that was made here, and is none. */
    public static boolean isMistyped(byte[] key) {
        if (key.length < PREFIX_BYTES.length
                || !Arrays.equals(key, 0, PREFIX_BYTES.length, PREFIX_BYTES, 0, PREFIX_BYTES.length)) {
            return false;
        }
        return key.length != LENGTH || !Arrays.equals(key, LENGTH - CHECKSUM, LENGTH,
                checksum(Arrays.copyOf(key, LENGTH - CHECKSUM)).getBytes(US_ASCII), 0, CHECKSUM);
    }

    /** Whether a key from elsewhere is easy to guess: short, or of few different characters. */
    public static boolean isWeak(String key) {
        return key.length() < SHORT || key.chars().distinct().count() < FEW;
    }

    private static String checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        char[] digits = new char[CHECKSUM];
        long rest = crc.getValue();
        for (int i = CHECKSUM - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
        return new String(digits);
    }
}
