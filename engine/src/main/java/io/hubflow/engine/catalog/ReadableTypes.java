package io.hubflow.engine.catalog;

import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.RecordState;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the word {@code all} stands for: every object type whose records the token may read. A type that HubSpot does not know in
 * this portal is not part of it; one that needs another scope is left out, and HubSpot's refusal names the scope.
 */
public final class ReadableTypes {
    private static final String ALL = "all";

    private final HubSpotClient client;

    public ReadableTypes(HubSpotClient client) {
        this.client = client;
    }

    /**
     * An object type that was not read.
     *
     * @param name as it is called in reports
     * @param reason HubSpot's refusal, with the scope that would change it
     */
    public record LeftOut(String name, ConnectorException reason) {}

    /** Whether a user who wrote this means every type. */
    public static boolean isAll(String written) {
        return written.strip().toLowerCase(Locale.ROOT).equals(ALL);
    }

    /** Whether one of these means every type. */
    public static boolean containsAll(List<String> written) {
        return written.stream().anyMatch(ReadableTypes::isAll);
    }

    /** Whether a type belongs to {@code all}, and if it does not, why. */
    public enum Access {
        /** It may be read, or HubSpot did not answer and reading it will tell. */
        READABLE,
        /** Another scope is needed. */
        REFUSED,
        /** This portal does not have it. */
        UNKNOWN
    }

    /** What HubSpot answered for a type. @param refusal present for a refused type */
    public record Answer(Access access, Optional<ConnectorException> refusal) {
        /** It may be read. */
        public static final Answer YES = of(Access.READABLE);

        private static Answer of(Access access) {
            return new Answer(access, Optional.empty());
        }
    }

    /**
     * One call.
     *
     * @throws ConnectorException what concerns more than this type, such as a rejected token
     */
    public Answer ask(ObjectType type) {
        try {
            client.listRecords(
                    new ListRequest(type.apiName(), PropertySelection.none(), Optional.empty(), 1, RecordState.LIVE));
            return Answer.YES;
        } catch (ConnectorException e) {
            return switch (e.code()) {
                case HUBSPOT_SCOPE_MISSING -> new Answer(Access.REFUSED, Optional.of(e));
                case HUBSPOT_NOT_FOUND, HUBSPOT_REQUEST_REFUSED, OBJECT_TYPE_UNKNOWN -> Answer.of(Access.UNKNOWN);
                case HUBSPOT_UNAVAILABLE, HUBSPOT_ANSWER_BROKEN, HUBSPOT_INCOMPLETE -> Answer.YES;
                default -> throw e;
            };
        }
    }

    /** The refusal of the list of custom object types, if HubSpot refuses it: then those are missing from {@code all}. */
    public Optional<LeftOut> customTypesRefused() {
        return client.schemasRefused().map(reason -> new LeftOut("custom objects", reason));
    }
}
