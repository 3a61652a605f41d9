package io.hubflow.nifi.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubflow.engine.destination.FactTable;
import java.util.Collection;
import java.util.List;

/** Tables of facts as the value of the FlowFile attribute {@code hubspot.facts}: JSON. */
public final class FactTablesText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private FactTablesText() {}

    public static String write(Collection<FactTable> tables) {
        return JSON.valueToTree(tables).toString();
    }

    /** @throws UnreadableRecordException when it is no such text */
    public static List<FactTable> read(String text) throws UnreadableRecordException {
        try {
            return List.of(JSON.readValue(text, FactTable[].class));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new UnreadableRecordException("the attribute hubspot.facts cannot be read", e);
        }
    }
}
