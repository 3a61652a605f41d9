package io.hubflow.service.http;

import com.password4j.Argon2Function;
import com.password4j.BadParametersException;
import com.password4j.Password;
import com.password4j.types.Argon2;

/** Hashes passwords and tokens with Argon2id, and compares them in constant time. Thread-safe. */
public final class Passwords {
    /** OWASP's smallest recommended setting (Password Storage Cheat Sheet): 19 MiB, two passes, one lane. */
    private static final Argon2Function FUNCTION = Argon2Function.getInstance(19 * 1024, 2, 1, 32, Argon2.ID);

    private static final int SALT_BYTES = 16;

    private Passwords() {}

    /** In the PHC string form, {@code $argon2id$v=19$m=...}. */
    public static String hash(String secret) {
        return Password.hash(secret).addRandomSalt(SALT_BYTES).with(FUNCTION).getResult();
    }

    /** Whether the text is what {@link #hash} makes. */
    public static boolean isHash(String text) {
        try {
            return text.startsWith("$argon2id$") && Argon2Function.getInstanceFromHash(text) != null;
        } catch (BadParametersException e) {
            return false;
        }
    }

    /** One at a time: each takes 19 MiB, and many at once would be a way to fill the memory. */
    static synchronized boolean matches(String secret, String hash) {
        return Password.check(secret, hash).with(Argon2Function.getInstanceFromHash(hash));
    }
}
