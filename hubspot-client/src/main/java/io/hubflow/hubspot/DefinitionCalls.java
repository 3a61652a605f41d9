package io.hubflow.hubspot;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.PropertyDefinition.DataSensitivity;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Calls that read what a portal defines: properties, owners, pipelines, custom object types, and the account. {@link HubSpotClient}
 * says what each gives. Thread-safe.
 */
final class DefinitionCalls {
    private static final Set<Integer> FORBIDDEN = Set.of(403);

    /** How a portal without sensitive data refuses to list it is unverified: as forbidden, or as a bad parameter. */
    private static final Set<Integer> NO_SENSITIVE_DATA = Set.of(400, 403);

    private static final int OWNER_PAGE = 100;

    /** Owners are people: a portal with more pages than this has a cursor that goes round. */
    private static final int MAX_OWNER_PAGES = 10_000;

    private final Exchange exchange;
    private final BearerTokens tokens;
    private final ApiPaths paths;
    private final KnownAccount account;
    private volatile @Nullable ConnectorException schemasRefusal;

    DefinitionCalls(Exchange exchange, BearerTokens tokens, ApiPaths paths, KnownAccount account) {
        this.exchange = exchange;
        this.tokens = tokens;
        this.paths = paths;
        this.account = account;
    }

    /** A call for each class, all at once. */
    PropertyCatalog fetchPropertyCatalog(String objectType, Set<DataSensitivity> classes) {
        var refused = new ConcurrentHashMap<DataSensitivity, ConnectorException>();
        var byName = new LinkedHashMap<String, PropertyDefinition>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                var answers = new ArrayList<Future<List<PropertyDefinition>>>();
                for (var sensitivity : new TreeSet<>(classes)) {
                    answers.add(threads.submit(() -> fetchProperties(objectType, sensitivity, refused)));
                }
                for (var answer : answers) {
                    answer.get().forEach(property -> byName.putIfAbsent(property.name(), property));
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause
                        ? cause
                        : new IllegalStateException("a list of properties failed", e.getCause());
            } catch (InterruptedException e) {
                throw ConnectorException.interrupted(e);
            } finally {
                threads.shutdownNow();
            }
        }
        var unasked = EnumSet.allOf(DataSensitivity.class);
        unasked.removeAll(classes);
        return new PropertyCatalog(List.copyOf(byName.values()), refused, unasked);
    }

    private List<PropertyDefinition> fetchProperties(
            String objectType, DataSensitivity sensitivity, Map<DataSensitivity, ConnectorException> refused) {
        var call = Call.get(CallKind.OTHER, objectType, paths.properties(objectType, sensitivity));
        var reader = CatalogReader.properties(sensitivity);
        return switch (sensitivity) {
            case NON_SENSITIVE -> call(call, reader);
            case SENSITIVE, HIGHLY_SENSITIVE ->
                exchange.callUnlessRefused(
                                tokens, call, reader, NO_SENSITIVE_DATA, failure -> refused.put(sensitivity, failure))
                        .orElse(List.of());
        };
    }

    List<Owner> fetchOwners() {
        var owners = new ArrayList<Owner>();
        for (var state : RecordState.values()) {
            Optional<String> after = Optional.empty();
            var pages = 0;
            do {
                if (++pages > MAX_OWNER_PAGES) {
                    throw new ConnectorException(
                            ErrorCode.HUBSPOT_ANSWER_BROKEN,
                            "HubSpot's list of owners did not end after %d pages.".formatted(MAX_OWNER_PAGES),
                            "The owners were not read.",
                            "");
                }
                var call = Call.get(CallKind.OTHER, "owners", paths.owners(state, OWNER_PAGE, after));
                var page = call(call, CatalogReader::owners);
                owners.addAll(page.owners());
                after = page.nextAfter();
            } while (after.isPresent());
        }
        return List.copyOf(owners);
    }

    List<Pipeline> fetchPipelines(String objectType) {
        return List.copyOf(
                call(Call.get(CallKind.OTHER, objectType, paths.pipelines(objectType)), CatalogReader::pipelines));
    }

    List<ObjectSchema> fetchSchemas() {
        var call = Call.get(CallKind.OTHER, "schemas", paths.schemas());
        return exchange.callUnlessRefused(
                        tokens, call, CatalogReader::schemas, FORBIDDEN, failure -> schemasRefusal = failure)
                .map(List::copyOf)
                .orElse(List.of());
    }

    Optional<ConnectorException> schemasRefused() {
        return Optional.ofNullable(schemasRefusal);
    }

    AccountDetails fetchAccount() {
        var fetched = call(Call.get(CallKind.OTHER, "account", paths.account()), CatalogReader::account);
        account.told(fetched);
        return fetched;
    }

    private <T> T call(Call call, AnswerReader<T> reader) {
        return exchange.call(tokens, call, reader);
    }
}
