package org.pbxopenapi.apikey;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * The format of generated keys: {@code pbxkey_}, 30 random letters and digits (178 bits), and their CRC-32 in 6 more. Secret
 * scanners find {@code pbxkey_[0-9A-Za-z]{36}}, and a mistyped key is rejected without a query. Imported keys may have any
 * format.
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

    public static String create() {
        StringBuilder key = new StringBuilder(PREFIX);
        new SecureRandom().ints(RANDOM, 0, DIGITS.length()).mapToObj(DIGITS::charAt).forEach(key::append);
        return key + checksum(key.toString().getBytes(US_ASCII));
    }

    /** Whether a key has the prefix, but not the length or checksum, of a generated key. */
    public static boolean isMistyped(byte[] key) {
        if (key.length < PREFIX_BYTES.length
                || !Arrays.equals(key, 0, PREFIX_BYTES.length, PREFIX_BYTES, 0, PREFIX_BYTES.length)) {
            return false;
        }
        return key.length != LENGTH || !Arrays.equals(key, LENGTH - CHECKSUM, LENGTH,
                checksum(Arrays.copyOf(key, LENGTH - CHECKSUM)).getBytes(US_ASCII), 0, CHECKSUM);
    }

    /** Whether an imported key is easy to guess: short, or of few different characters. */
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
