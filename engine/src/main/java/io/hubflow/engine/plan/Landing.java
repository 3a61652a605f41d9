package io.hubflow.engine.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hubflow.engine.checkpoint.FactProgress;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.RefreshBudget.Bucket;
import io.hubflow.engine.checkpoint.RefreshProgress;
import io.hubflow.engine.checkpoint.WindowProgress;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import java.time.Duration;
import java.util.List;

/**
 * What it means for the state of an object type that rows of a slice arrive in their table. It travels with the rows, so that
 * whoever commits them commits the progress in the same transaction.
 *
 * <p>Landings may arrive in any order and more than once. One whose plan is no longer the current one changes nothing but the
 * times and ids seen.
 *
 * @param covered ids of which nothing is left to read for this purpose
 * @param facts what planning has learned about the portal
 * @param plannedAtMillis the time of reading of the rows, HubSpot's clock
 * @param settleLagMillis how long HubSpot's search index is given before a window counts as complete
 * @param rows HubSpot's count of all records when the slice was planned; 0 = not asked
 * @param lowestId the lowest id among the rows; {@link Long#MAX_VALUE} without rows
 * @param highestId the highest id among the rows; 0 without rows
 * @param lostFacts tables of facts that HubSpot refused to give beside the rows
 * @param budget what planning a pass over everything has left of the portal's refresh budget; counted at 0 = nothing was planned
 * @param readAtMillis the newest time that the rows, and the facts beside them, count from, HubSpot's clock; 0 = none, also in
 *     landings of older versions
 * @param listed whether HubSpot's list of all records was read for the covered ids: one of the table that is not among the rows
 *     may be gone
 */
public record Landing(
        Purpose purpose,
        IdIntervals covered,
        PortalFacts facts,
        long plannedAtMillis,
        long settleLagMillis,
        long rows,
        long lowestId,
        long highestId,
        List<String> lostFacts,
        Bucket budget,
        long readAtMillis,
        boolean listed) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** One that an earlier version wrote has neither facts nor a budget. */
    public Landing {
        lostFacts = lostFacts == null ? List.of() : List.copyOf(lostFacts);
        budget = budget == null ? Bucket.FULL : budget;
    }

    /** The landing of a slice of which nothing has been read yet. */
    public static Landing of(
            Purpose purpose, PortalFacts facts, long plannedAtMillis, Duration settleLag, long rowsOfType) {
        return new Landing(
                purpose,
                IdIntervals.NONE,
                facts,
                plannedAtMillis,
                settleLag.toMillis(),
                rowsOfType,
                Long.MAX_VALUE,
                0,
                List.of(),
                Bucket.FULL,
                0,
                false);
    }

    public Landing covering(IdIntervals ids) {
        return copy(ids, lowestId, highestId, lostFacts, budget, readAtMillis, listed);
    }

    /** @param lowest {@link Long#MAX_VALUE} and {@code highest} 0 when there are no rows */
    public Landing withIds(long lowest, long highest) {
        return copy(covered, lowest, highest, lostFacts, budget, readAtMillis, listed);
    }

    /** The same, telling everybody who plans for these tables what is left to spend. */
    public Landing leaving(Bucket left) {
        return copy(covered, lowestId, highestId, lostFacts, left, readAtMillis, listed);
    }

    /** The same without facts of these tables, which are then loaded again. */
    public Landing losing(List<String> tables) {
        return copy(covered, lowestId, highestId, tables, budget, readAtMillis, listed);
    }

    /** The same of rows that are all records that HubSpot's list has of the covered ids. */
    public Landing ofWholeList() {
        return copy(covered, lowestId, highestId, lostFacts, budget, readAtMillis, true);
    }

    /** The same of rows and facts that count from no later time than this. */
    public Landing readUntil(long millis) {
        return copy(covered, lowestId, highestId, lostFacts, budget, millis, listed);
    }

    private Landing copy(
            IdIntervals ids,
            long lowest,
            long highest,
            List<String> lost,
            Bucket left,
            long readAt,
            boolean wholeList) {
        return new Landing(
                purpose,
                ids,
                facts,
                plannedAtMillis,
                settleLagMillis,
                rows,
                lowest,
                highest,
                lost,
                left,
                readAt,
                wholeList);
    }

    /** The state once the rows are in their table. */
    public ObjectState applyTo(ObjectState state) {
        var seen = state.seeing(lowestId, highestId)
                .readAt(Math.max(plannedAtMillis, readAtMillis))
                .mapRefresh(this::withBudget);
        for (var table : lostFacts) {
            seen = seen.mapFactTable(table, FactProgress::again);
        }
        return switch (purpose) {
            case Purpose.Snapshot snapshot -> snapshotLanded(seen, snapshot);
            case Purpose.Window window -> windowLanded(seen, window);
            case Purpose.Backfill backfill -> backfillLanded(seen, backfill);
            case Purpose.Refresh refresh -> refreshLanded(seen, refresh);
        };
    }

    public String toJson() {
        return JSON.valueToTree(this).toString();
    }

    /** @throws IllegalArgumentException when it is no landing */
    public static Landing parse(String json) {
        try {
            return JSON.readValue(json, Landing.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a landing: " + json, e);
        }
    }

    /** Whoever counted last knew what the others had counted. */
    private RefreshProgress withBudget(RefreshProgress refresh) {
        return budget.atMillis() > refresh.tokensAtMillis()
                ? refresh.withTokens(budget.tokens(), budget.atMillis())
                : refresh;
    }

    private ObjectState snapshotLanded(ObjectState state, Purpose.Snapshot planned) {
        var current = state.snapshot();
        if (current == null || current.startedAtMillis() != planned.startedAtMillis()) {
            return state;
        }
        var next = current;
        for (var range : covered.ranges()) {
            next = next.covering(range);
        }
        var known = state.mapFacts(before -> facts).withRows(rows).withSnapshot(next);
        var whole = next.covered().gapsIn(IdRange.ALL).isEmpty();
        return whole ? known.snapshotRead(Duration.ofMillis(settleLagMillis)) : known;
    }

    /** The cursor moves only when the whole window has landed, and only if nothing lies between the cursor and the window. */
    private ObjectState windowLanded(ObjectState state, Purpose.Window planned) {
        var current = state.window();
        var started =
                new WindowProgress(planned.fromMillis(), planned.toMillis(), planned.madeAtMillis(), IdIntervals.NONE);
        var leavesGap = planned.fromMillis() > state.cursorMillis();
        if (leavesGap || started.madeAtMillis() <= state.fastMarkMillis()) {
            return state;
        }
        if (current != null && current.toMillis() > planned.toMillis()) {
            return state;
        }
        var next = started;
        if (current != null
                && current.fromMillis() == planned.fromMillis()
                && current.toMillis() == planned.toMillis()) {
            next = current;
        }
        for (var range : covered.ranges()) {
            next = next.covering(range);
        }
        var whole = next.covered().gapsIn(IdRange.ALL).isEmpty();
        return whole ? state.windowRead(next, Duration.ofMillis(settleLagMillis)) : state.withWindow(next);
    }

    private ObjectState backfillLanded(ObjectState state, Purpose.Backfill planned) {
        var next = state;
        for (var range : covered.ranges()) {
            next = next.mapBackfill(planned.property(), backfill -> backfill.covering(range));
        }
        return next.withBackfills(next.backfills().stream()
                .filter(backfill -> !backfill.covered().gapsIn(IdRange.ALL).isEmpty())
                .toList());
    }

    private ObjectState refreshLanded(ObjectState state, Purpose.Refresh planned) {
        if (state.refresh().pass() != planned.pass()) {
            return state;
        }
        var next = state.mapRefresh(refresh -> refresh.begunAt(plannedAtMillis));
        for (var range : covered.ranges()) {
            next = next.mapRefresh(refresh -> refresh.covering(range));
        }
        var whole = next.refresh().covered().gapsIn(IdRange.ALL).isEmpty();
        return whole ? next.mapRefresh(RefreshProgress::finished) : next;
    }
}
