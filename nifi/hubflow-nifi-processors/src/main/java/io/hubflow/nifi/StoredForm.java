package io.hubflow.nifi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names the form in which the values of an object type are stored: two FlowFiles with the same name protect the same properties in
 * the same way, under the same salt. A FlowFile that was read in another form than its table has by now is never written.
 */
public final class StoredForm {
    /** Every value is stored as HubSpot sends it. */
    public static final String CLEAR = "";

    private static final int DIGITS = 16;

    private StoredForm() {}

    /** @param protections how each protected property is stored, as the object type's catalog state has it */
    public static String of(Map<String, String> protections) {
        if (protections.isEmpty()) {
            return CLEAR;
        }
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            var text = new TreeMap<>(protections).toString();
            return HexFormat.of()
                    .formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)))
                    .substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
