package io.hubflow.nifi.list;

import io.hubflow.engine.RequestedTypes;
import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.catalog.Discovery;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.ReadableTypes;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.filter.Where;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.PropertyDefinition;
import io.hubflow.nifi.CanvasText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.processor.ProcessContext;

/** Asks HubSpot, before the first run, for what a processor was told to read. */
public final class ListVerification {
    private ListVerification() {}

    static List<ConfigVerificationResult> of(ProcessContext context, HubSpotClient client) {
        var steps = new ArrayList<ConfigVerificationResult>();
        steps.add(updatedAfter(context));
        steps.addAll(types(context, client));
        filters(context, client).ifPresent(steps::add);
        return steps;
    }

    /** A step for each object type: its count, its properties and its table, or why it cannot be read. */
    public static List<ConfigVerificationResult> types(ProcessContext context, HubSpotClient client) {
        var discovery = new Discovery(client);
        return ObjectTypeNames.of(context).stream()
                .map(name -> ReadableTypes.isAll(name) ? all(client) : type(discovery, name))
                .toList();
    }

    private static ConfigVerificationResult all(HubSpotClient client) {
        var step = "Read all object types";
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new RequestedTypes(client, List.of(), Streams.of(List.of())).findAll(threads);
            var names = all.types().stream().map(ObjectType::name).collect(Collectors.joining(", "));
            var leftOut =
                    all.leftOut().isEmpty() ? "" : " It may not read these: " + EachObjectType.sentence(all.leftOut());
            return all.types().isEmpty()
                    ? result(step, Outcome.FAILED, "The token may read no object type." + leftOut)
                    : result(
                            step,
                            Outcome.SUCCESSFUL,
                            "The token may read " + all.types().size() + " object types: " + names + "." + leftOut);
        } catch (ConnectorException e) {
            return result(step, Outcome.FAILED, CanvasText.of(e));
        }
    }

    /** Absent where there is no filter. Asks for the properties of the object types that have one. */
    private static Optional<ConfigVerificationResult> filters(ProcessContext context, HubSpotClient client) {
        var step = "Record Filters";
        try {
            var where = RequestedFilters.written(context);
            if (where.isEmpty()) {
                return Optional.empty();
            }
            var catalog = new Catalog(client);
            var names = ObjectTypeNames.of(context);
            var types = new LinkedHashMap<ObjectType, List<PropertyDefinition>>();
            var asked = names.stream().anyMatch(ReadableTypes::isAll)
                    ? where.stream().map(Where::objectType).toList()
                    : names;
            for (var name : asked) {
                var type = catalog.resolve(name);
                types.put(type, client.fetchProperties(type.apiName()));
            }
            RequestedFilters.check(
                    where, types, ListProperties.updatedAfter(context).isPresent(), true);
            return Optional.of(result(
                    step,
                    Outcome.SUCCESSFUL,
                    "They fit HubSpot's properties of "
                            + where.stream().map(Where::objectType).collect(Collectors.joining(", ")) + "."));
        } catch (ConnectorException e) {
            return Optional.of(result(step, Outcome.FAILED, CanvasText.of(e)));
        }
    }

    private static ConfigVerificationResult updatedAfter(ProcessContext context) {
        var step = "Updated After";
        try {
            var after = ListProperties.updatedAfter(context);
            if (after.isPresent() && after.get().isAfter(Instant.now())) {
                return result(
                        step,
                        Outcome.FAILED,
                        after.get()
                                + " is in the future: nothing would be read. Choose a past date, or leave it empty.");
            }
            return result(
                    step,
                    Outcome.SUCCESSFUL,
                    after.map(instant -> "Records modified since " + instant + " are read.")
                            .orElse("All records are read."));
        } catch (ConnectorException e) {
            return result(step, Outcome.FAILED, CanvasText.of(e));
        }
    }

    private static ConfigVerificationResult type(Discovery discovery, String name) {
        var step = "Read " + name;
        try {
            var found = discovery.describe(name);
            if (found.problem().isPresent()) {
                return result(
                        step, Outcome.FAILED, CanvasText.of(found.problem().get()));
            }
            var records = found.records().isPresent() ? found.records().getAsLong() + " records, " : "";
            return result(
                    step,
                    Outcome.SUCCESSFUL,
                    records + found.properties().size() + " properties, into the table "
                            + found.type().table());
        } catch (ConnectorException e) {
            return result(step, Outcome.FAILED, CanvasText.of(e));
        }
    }

    private static ConfigVerificationResult result(String step, Outcome outcome, String explanation) {
        return new ConfigVerificationResult.Builder()
                .verificationStepName(step)
                .outcome(outcome)
                .explanation(explanation)
                .build();
    }
}
