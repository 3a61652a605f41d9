package io.hubflow.snowflake;

import java.security.PrivateKey;
import java.util.Properties;

/** How hubflow proves who it is; the names are those of the official connector. No {@code toString} tells a secret. */
public sealed interface Authentication {
    /** Adds what the driver needs to log in (source: the driver's connection parameters, read in snowflake-jdbc 4.4.1). */
    void addTo(Properties properties);

    record KeyPair(PrivateKey privateKey) implements Authentication {
        @Override
        public void addTo(Properties properties) {
            properties.put("privateKey", privateKey);
        }

        @Override
        public String toString() {
            return "KEY_PAIR";
        }
    }

    record ProgrammaticAccessToken(String token) implements Authentication {
        @Override
        public void addTo(Properties properties) {
            properties.put("authenticator", "PROGRAMMATIC_ACCESS_TOKEN");
            properties.put("token", token);
        }

        @Override
        public String toString() {
            return "PROGRAMMATIC_ACCESS_TOKEN";
        }
    }

    record OAuth(String token) implements Authentication {
        @Override
        public void addTo(Properties properties) {
            properties.put("authenticator", "OAUTH");
            properties.put("token", token);
        }

        @Override
        public String toString() {
            return "OAUTH";
        }
    }

    /** For emulators only: Snowflake refuses single-factor passwords of service users. */
    record Password(String password) implements Authentication {
        @Override
        public void addTo(Properties properties) {
            properties.put("password", password);
        }

        @Override
        public String toString() {
            return "PASSWORD";
        }
    }

    /** Somebody else logs in: the connections come from a pool. */
    record ByPool() implements Authentication {
        @Override
        public void addTo(Properties properties) {
            throw new IllegalStateException("the pool logs in by itself");
        }

        @Override
        public String toString() {
            return "the pool's own";
        }
    }
}
