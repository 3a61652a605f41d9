package io.hubflow.app.command;

import io.hubflow.app.config.DestinationKind;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.hubspot.ApiDialect;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** The values that a shell offers after a flag ({@code hubflow completion}). */
final class Candidates {
    private Candidates() {}

    /** HubSpot's standard object types that most portals have; custom ones can only be typed. */
    static final class ObjectTypes extends Words {
        ObjectTypes() {
            super(List.of(
                    "contacts",
                    "companies",
                    "deals",
                    "tickets",
                    "line_items",
                    "products",
                    "quotes",
                    "leads",
                    "calls",
                    "emails",
                    "meetings",
                    "notes",
                    "tasks",
                    "communications",
                    "postal_mail",
                    "feedback_submissions",
                    "goals"));
        }
    }

    static final class Outputs extends Words {
        Outputs() {
            super(Arrays.stream(OutputFormat.values()).map(Enum::name).toList());
        }
    }

    static final class QueryFormats extends Words {
        QueryFormats() {
            super(Arrays.stream(QueryCommand.Format.values()).map(Enum::name).toList());
        }
    }

    static final class RefreshPolicies extends Words {
        RefreshPolicies() {
            super(Arrays.stream(RefreshPolicy.values()).map(Enum::name).toList());
        }
    }

    static final class DeleteModes extends Words {
        DeleteModes() {
            super(Arrays.stream(DeleteMode.values()).map(Enum::name).toList());
        }
    }

    static final class ApiVersions extends Words {
        ApiVersions() {
            super(Arrays.stream(ApiDialect.values()).map(ApiDialect::version).toList());
        }
    }

    static final class Destinations extends Words {
        Destinations() {
            super(Arrays.stream(DestinationKind.values())
                    .map(DestinationKind::key)
                    .toList());
        }
    }

    private abstract static class Words implements Iterable<String> {
        private final List<String> words;

        Words(List<String> words) {
            this.words =
                    words.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
        }

        @Override
        public Iterator<String> iterator() {
            return words.iterator();
        }
    }
}
