package io.hubflow.hubspot;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A pipeline of an object type with its stages, in display order. */
public record Pipeline(
        String id,
        String label,
        int displayOrder,
        boolean archived,
        Instant createdAt,
        Instant updatedAt,
        List<Stage> stages) {
    public Pipeline {
        stages = List.copyOf(stages);
    }

    /** @param metadata HubSpot's strings, such as {@code isClosed=true}, {@code probability=1.0} */
    public record Stage(
            String id,
            String label,
            int displayOrder,
            boolean archived,
            Instant createdAt,
            Instant updatedAt,
            Map<String, String> metadata) {
        public Stage {
            metadata = Map.copyOf(metadata);
        }
    }
}
