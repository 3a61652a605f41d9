package io.hubflow.app.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a setting's value must look like, and how it is read from text.
 *
 * @param <T> the Java type of a read value
 */
public final class ValueType<T> {
    /**
     * Whether YAML holds one value, a list of them or some with a name each, and whether the value must be kept out of the
     * file. Names and values are joined to a text such as {@code name: value; name: value}.
     */
    enum Shape {
        SCALAR,
        NUMBER,
        LIST,
        MAP,
        SECRET
    }

    /** Reads a value. The message of the exception completes "… must be" and never repeats a secret. */
    @FunctionalInterface
    interface Reader<T> {
        T read(String text) throws InvalidValue;
    }

    /** The text is no such value; the message is a sentence that may follow the key. */
    static final class InvalidValue extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidValue(String sentence) {
            super(sentence);
        }

        String sentence() {
            return Objects.requireNonNull(getMessage());
        }
    }

    private final Shape shape;
    private final Reader<T> reader;
    private final Map<String, Object> schema;

    ValueType(Shape shape, Reader<T> reader, Map<String, Object> schema) {
        this.shape = shape;
        this.reader = reader;
        this.schema = new LinkedHashMap<>(schema);
    }

    Shape shape() {
        return shape;
    }

    T read(String text) throws InvalidValue {
        return reader.read(text);
    }

    /** The JSON Schema of a value. */
    Map<String, Object> schema() {
        return new LinkedHashMap<>(schema);
    }

    /** Splits {@code a, b} at commas; empty parts are an error. */
    static List<String> names(String text) throws InvalidValue {
        var names = new ArrayList<String>();
        for (var part : text.split(",", -1)) {
            var name = part.strip();
            if (name.isEmpty()) {
                throw new InvalidValue("has an empty name in \"" + text + "\"");
            }
            if (!names.contains(name)) {
                names.add(name);
            }
        }
        return List.copyOf(names);
    }
}
