package io.hubflow.app.command;

import io.hubflow.app.config.Configuration;
import io.hubflow.app.tables.TablesReader;
import io.hubflow.engine.checkpoint.PortalIdentity;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.view.LabelledViews;
import java.util.List;

/** What views are made of beside the tables' columns. */
final class ViewSources {
    private ViewSources() {}

    static List<LabelledViews.Property> properties(Configuration configuration) {
        try (var reader = Destinations.read(configuration)) {
            return new TablesReader(reader, false).labels();
        }
    }

    /** 0 when HubSpot has never told. */
    static long portal(Configuration configuration) {
        try (var reader = Destinations.read(configuration)) {
            return reader.status().checkpoints().stream()
                    .filter(checkpoint -> checkpoint.stream().equals(PortalIdentity.STREAM))
                    .mapToLong(checkpoint ->
                            StateCodec.read(checkpoint, PortalIdentity.class).portalId())
                    .findFirst()
                    .orElse(0);
        }
    }
}
