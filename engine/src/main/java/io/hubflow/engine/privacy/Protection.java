package io.hubflow.engine.privacy;

/** What becomes of the values of a property before they are stored. The later constant hides more, and wins over the earlier. */
public enum Protection {
    /** HMAC-SHA-256 in 64 hexadecimal digits: equal values stay equal, so that tables can be joined. */
    HASH,
    /** Five asterisks: the row tells that there is a value, and not which. */
    MASK,
    /** The property is not read, and what is stored of it is erased. */
    DROP
}
