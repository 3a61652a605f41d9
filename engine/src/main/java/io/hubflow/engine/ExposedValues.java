package io.hubflow.engine;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.Erasure;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.fact.HistoryReader;
import io.hubflow.engine.load.ObjectLoad;
import io.hubflow.engine.range.IdRange;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What one object type's tables still hold of properties that a run protects for the first time, or otherwise than before. It is
 * erased before anything is read, so that no clear value outlives the run, and read again in its new form. A run that was
 * killed in between erases once more.
 *
 * @param archivedChanged whether archived rows hold values in a form that is no longer right
 */
public record ExposedValues(
        ObjectType type, Destination destination, Optional<Erasure> erasure, boolean archivedChanged) {
    public static ExposedValues of(
            ObjectType type, ObjectPlan plan, Optional<TableSchema> existing, Destination destination) {
        var history = HistoryReader.table(type);
        var hasHistory = destination.hasTable(history.name());
        if (plan.exposed().isEmpty() || (existing.isEmpty() && !hasHistory)) {
            return new ExposedValues(type, destination, Optional.empty(), plan.archivedChanged());
        }
        var names = plan.catalogState().columnNames();
        var columns = plan.exposed().stream()
                .map(names::get)
                .filter(Objects::nonNull)
                .filter(column -> existing.stream()
                        .flatMap(schema -> schema.columns().stream())
                        .anyMatch(one -> one.name().equals(column)))
                .toList();
        return new ExposedValues(
                type,
                destination,
                Optional.of(new Erasure(
                        type.name(),
                        columns.isEmpty() ? Optional.empty() : existing,
                        columns,
                        hasHistory ? Optional.of(history) : Optional.empty(),
                        plan.exposed())),
                plan.archivedChanged());
    }

    /** @throws ConnectorException {@code CONFIGURATION_INVALID} when the destination cannot erase */
    public void erase() {
        erasure.ifPresent(exposed -> destination
                .storedTables()
                .orElseThrow(() -> new ConnectorException(
                        ErrorCode.CONFIGURATION_INVALID,
                        destination.description() + " cannot erase what it holds of "
                                + String.join(", ", exposed.properties()) + ".",
                        type.name() + " was not read, because clear values would stay beside protected ones.",
                        "Load into a new destination."))
                .erase(exposed));
    }

    /** Histories lost what was erased; those of the properties that are still read come again. */
    public ObjectState again(ObjectState state) {
        return erasure.flatMap(Erasure::history).isEmpty() ? state : withHistoriesAgain(state, type);
    }

    static ObjectState withHistoriesAgain(ObjectState state, ObjectType type) {
        var history = HistoryReader.table(type).name();
        return state.withFactTables(state.factTables().stream()
                .map(progress -> progress.table().equals(history) ? progress.again() : progress)
                .toList());
    }

    /** Whether archived records have to be read again by this run in any case. */
    public boolean concernArchived() {
        return archivedChanged || erasure.flatMap(Erasure::schema).isPresent();
    }

    /**
     * Reads archived records whose rows lost values or hold them in another form, because a refresh reads live records alone. A
     * run before this one may have been cut off before it came to them; the refresh that goes with it is required until it is
     * finished.
     */
    public void readArchivedAgain(ObjectLoad load) {
        if (!concernArchived() && !load.state().refresh().required()) {
            return;
        }
        var archived = load.rows().archivedIds();
        for (var from = 0; from < archived.size(); from += HubSpotClient.MAX_BATCH) {
            var some = archived.subList(from, Math.min(from + HubSpotClient.MAX_BATCH, archived.size()));
            load.reader().readArchived(List.copyOf(some), batch -> {
                load.keep(batch, ObjectLoad.Progress.NONE);
                return IdRange.END;
            });
        }
    }
}
