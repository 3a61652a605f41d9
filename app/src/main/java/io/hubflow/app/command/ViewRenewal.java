package io.hubflow.app.command;

import io.hubflow.app.config.Configuration;
import io.hubflow.engine.view.FivetranViews;
import io.hubflow.engine.view.LabelledViews;
import io.hubflow.engine.view.ViewKind;
import io.hubflow.error.ConnectorException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the views of {@code hubflow views} anew after a run that changed what they are made of: tables, columns, or HubSpot's
 * words for them. Runs that change none of these, which is nearly all of them, cost nothing.
 */
final class ViewRenewal {
    private static final Logger LOG = LoggerFactory.getLogger(ViewRenewal.class);

    private ViewRenewal() {}

    /** Called when no run has the destination open. A failure is logged: the rows are there, and the old views still work. */
    static void renew(Configuration configuration) {
        try {
            var made = made(configuration);
            if (made.isEmpty()) {
                return;
            }
            var properties = made.containsValue(ViewKind.LABELLED)
                    ? ViewSources.properties(configuration)
                    : List.<LabelledViews.Property>of();
            var portal = ViewSources.portal(configuration);
            try (var store = Destinations.views(configuration)) {
                made.forEach((schema, kind) -> {
                    var views = switch (kind) {
                        case FIVETRAN -> FivetranViews.over(store, portal).views();
                        case LABELLED -> LabelledViews.over(store, properties);
                    };
                    store.replace(schema, kind, views);
                    LOG.info("Made the {} views in schema {} anew", views.size(), schema);
                });
            }
        } catch (ConnectorException e) {
            LOG.warn(
                    "Columns have changed, and views over them could not be looked for or made anew: {} If there are any, run"
                            + " `hubflow views` again; they show the columns of before until then.",
                    e.what());
        }
    }

    private static Map<String, ViewKind> made(Configuration configuration) {
        try (var store = Destinations.views(configuration)) {
            return store.made();
        }
    }
}
