package io.hubflow.engine.checkpoint;

import io.hubflow.engine.destination.KnownRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of an {@link ObjectState}, open for one change. Lives no longer than that. */
final class ObjectStateEdit {
    private final String objectType;
    long portalId;

    @Nullable
    SnapshotProgress snapshot;

    long cursorMillis;
    long fastMarkMillis;

    @Nullable
    WindowProgress window;

    RefreshProgress refresh;
    List<BackfillProgress> backfills;
    PortalFacts facts;
    long modifiedFromMillis;
    long lowestId;
    long highestId;
    long rows;
    long readAtMillis;
    List<KnownRecord> knownRecords;
    boolean clockChecked;
    List<FactProgress> factTables;
    boolean archivedLeftOut;
    FilterState filter;

    @Nullable
    OpenRun openRun;

    List<Long> suspects;
    long selectedAtMillis;
    long linksComparedToMillis;
    List<Long> foundGone;
    boolean removesDeparted;
    ScopeCheck scopeCheck;
    long newestChangeMillis;
    List<NotGiven> notGiven;

    ObjectStateEdit(ObjectState from) {
        objectType = from.objectType();
        portalId = from.portalId();
        snapshot = from.snapshot();
        cursorMillis = from.cursorMillis();
        fastMarkMillis = from.fastMarkMillis();
        window = from.window();
        refresh = from.refresh();
        backfills = from.backfills();
        facts = from.facts();
        modifiedFromMillis = from.modifiedFromMillis();
        lowestId = from.lowestId();
        highestId = from.highestId();
        rows = from.rows();
        readAtMillis = from.readAtMillis();
        knownRecords = from.knownRecords();
        clockChecked = from.clockChecked();
        factTables = from.factTables();
        archivedLeftOut = from.archivedLeftOut();
        filter = from.filter();
        openRun = from.openRun();
        suspects = from.suspects();
        selectedAtMillis = from.selectedAtMillis();
        linksComparedToMillis = from.linksComparedToMillis();
        foundGone = from.foundGone();
        removesDeparted = from.removesDeparted();
        scopeCheck = from.scopeCheck();
        newestChangeMillis = from.newestChangeMillis();
        notGiven = from.notGiven();
    }

    ObjectState done() {
        return new ObjectState(
                portalId,
                objectType,
                snapshot,
                cursorMillis,
                fastMarkMillis,
                window,
                refresh,
                backfills,
                facts,
                modifiedFromMillis,
                lowestId,
                highestId,
                rows,
                readAtMillis,
                knownRecords,
                clockChecked,
                factTables,
                archivedLeftOut,
                filter,
                openRun,
                suspects,
                selectedAtMillis,
                linksComparedToMillis,
                foundGone,
                removesDeparted,
                scopeCheck,
                newestChangeMillis,
                notGiven);
    }
}
