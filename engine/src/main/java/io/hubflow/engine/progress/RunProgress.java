package io.hubflow.engine.progress;

import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.report.SyncListener;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** Keeps count of what a run tells. Thread-safe; the displays look at it. */
public final class RunProgress implements SyncListener {
    private final Map<String, ObjectProgress> objects = new LinkedHashMap<>();
    private final LongSupplier nanos;

    public RunProgress(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    public void phaseStarted(String objectType, Phase phase, OptionalLong expectedRows) {
        // Nobody counts to nothing: 0 means that HubSpot has not been asked yet.
        var expected = expectedRows.orElse(0) > 0 ? expectedRows : OptionalLong.empty();
        update(objectType, object -> object.entered(phase, expected, nanos.getAsLong()));
    }

    @Override
    public void rowsRead(String objectType, long rows) {
        update(objectType, object -> object.read(rows, nanos.getAsLong()));
    }

    @Override
    public void rowsCommitted(String objectType, long inserted, long updated, long unchanged) {
        update(objectType, object -> object.committed(inserted + updated));
    }

    @Override
    public void objectFinished(ObjectReport report) {
        update(report.objectType(), object -> object.finished(report));
    }

    private synchronized void update(String objectType, UnaryOperator<ObjectProgress> change) {
        objects.put(objectType, change.apply(objects.getOrDefault(objectType, ObjectProgress.waiting(objectType))));
    }

    /** In the order in which the object types were first heard of. */
    public synchronized List<ObjectProgress> snapshot() {
        return List.copyOf(objects.values());
    }

    public synchronized ObjectProgress of(String objectType) {
        return objects.getOrDefault(objectType, ObjectProgress.waiting(objectType));
    }
}
