package io.hubflow.engine.verify;

import io.hubflow.engine.absence.RecordReads;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.StoredTables;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.load.ObjectLoad;
import io.hubflow.engine.read.SliceReader;
import io.hubflow.engine.typing.RowComparison;
import io.hubflow.engine.typing.StoredContent;
import io.hubflow.hubspot.PortalRecords;
import java.util.List;
import java.util.Optional;

/**
 * What comparing one object type's table takes.
 *
 * @param schema the table as it is
 * @param properties the property of each column, in the schema's order
 * @param content tells rows that were altered
 * @param comparison compares rows with readings
 * @param createdProperty the property that holds when a record was created
 * @param load the way of rows that are read again
 */
public record VerifiedTable(
        StoredTables stored,
        TableSchema schema,
        List<String> properties,
        StoredContent content,
        RowComparison comparison,
        Optional<String> createdProperty,
        ObjectLoad load) {
    PortalRecords client() {
        return load.client();
    }

    ObjectType type() {
        return load.type();
    }

    ObjectState state() {
        return load.state();
    }

    SliceReader reader() {
        return load.reader();
    }

    /** Empty for a system column. */
    String propertyOf(String column) {
        for (var i = 0; i < properties.size(); i++) {
            if (schema.columns().get(i).name().equals(column)) {
                return properties.get(i);
            }
        }
        return "";
    }

    boolean ignoresDepartures() {
        return load.settings().deletes() == DeleteMode.IGNORE;
    }

    int lanes() {
        return load.settings().lanes().search();
    }

    /** Everything that HubSpot had then is in the table. */
    long momentMillis() {
        return state().cursorMillis();
    }

    LiveSearch search() {
        return new LiveSearch(
                client(), type(), state().modifiedFromMillis(), load.reader().filter());
    }

    boolean canBeSearched() {
        return state().facts().search() != PortalFacts.Search.MISSING;
    }

    RecordReads reads() {
        return new RecordReads(
                client(),
                type(),
                state().modifiedFromMillis(),
                load.reader().filter(),
                state().facts().listJump() == PortalFacts.ListJump.ALLOWED);
    }

    long callsSoFar() {
        return client().callCounts(type().apiName()).total();
    }
}
