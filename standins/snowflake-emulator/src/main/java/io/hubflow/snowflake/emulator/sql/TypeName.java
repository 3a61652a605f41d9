package io.hubflow.snowflake.emulator.sql;

import java.util.List;

/** A type as written: {@code NUMBER(38, 9)} is the word NUMBER with two arguments. */
public record TypeName(String word, List<Integer> arguments) {
    public TypeName {
        arguments = List.copyOf(arguments);
    }
}
