package io.hubflow.nifi.list;

import io.hubflow.engine.EngineSettings;
import io.hubflow.engine.RefreshPolicy;
import io.hubflow.engine.checkpoint.ListPosition;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.RefreshBudget;
import io.hubflow.engine.slice.IdRange;
import io.hubflow.engine.slice.Slice;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.nifi.SliceWork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Reading again what no search can show (calculated values, restored records), as far as its budget of calls goes: each
 * trigger takes the next ids, and after the last one begins again. Where the list cannot be entered at an id, a whole pass is
 * planned once the budget holds it.
 */
record RefreshPlan(List<SliceWork> slices, ObjectState state) {
    /** No portal that can be read at all is slower; for guessing when a load will be over. */
    private static final long SLOW_ROWS_PER_SECOND = 500;

    private static final EngineSettings DEFAULTS = EngineSettings.DEFAULT;
    /** However generous the budget and short the schedule, records are not read again all the time. */
    private static final long PAUSE_MILLIS = 60_000;

    private static final int PAGE = 100;
    /** List slices of this many pages each. */
    private static final long PAGES_PER_SLICE = 100;

    static RefreshPlan of(HubSpotClient client, ObjectState state, SliceWork template, RefreshPolicy policy, long now) {
        var refresh = state.refresh();
        var free = refresh.required() || policy == RefreshPolicy.ALWAYS;
        var soon = refresh.tokensAtMillis() > 0 && now < refresh.tokensAtMillis() + PAUSE_MILLIS;
        if ((policy == RefreshPolicy.NEVER && !refresh.required()) || (!free && soon)) {
            return new RefreshPlan(List.of(), state);
        }
        var daily = dailyCalls(client);
        var tokens = RefreshBudget.tokensNow(refresh, now, daily);
        var pages = state.rows() / PAGE + 1;
        if (free || pages <= Math.min(DEFAULTS.refreshMaxCallsPerRun(), tokens)) {
            return whole(state, template, Math.max(0, tokens - pages), now);
        }
        if (state.facts().listJump() == PortalFacts.ListJump.ALLOWED) {
            return part(state, template, Math.min(DEFAULTS.refreshMaxCallsPerRun(), tokens), tokens, pages, now);
        }
        return tokens >= Math.min(pages, daily)
                ? whole(state, template, Math.max(0, tokens - pages), now)
                : new RefreshPlan(List.of(), state.mapRefresh(r -> r.withTokens(tokens, now)));
    }

    /** The first refresh waits until the load that was just planned is surely read: it would read the same again. */
    static ObjectState afterFirstLoad(HubSpotClient client, ObjectState state, Duration settleLag, long now) {
        var load = Duration.ofSeconds(state.rows() / SLOW_ROWS_PER_SECOND);
        var notBefore = now + settleLag.plus(load).toMillis();
        return state.mapRefresh(refresh -> refresh.withTokens(dailyCalls(client), notBefore));
    }

    private static double dailyCalls(HubSpotClient client) {
        return RefreshBudget.dailyCalls(
                client.quota().dailyLimit(), DEFAULTS.refreshDailyShare(), DEFAULTS.refreshMaxCallsPerRun());
    }

    private static RefreshPlan whole(ObjectState state, SliceWork template, double tokensLeft, long now) {
        var slices = state.facts().listJump() == PortalFacts.ListJump.ALLOWED
                ? listed(state, template, IdRange.ALL)
                : List.of(template.withSerialList(slice(state, IdRange.ALL)));
        return new RefreshPlan(slices, state.mapRefresh(r -> r.finished().withTokens(tokensLeft, now)));
    }

    private static RefreshPlan part(
            ObjectState state, SliceWork template, double calls, double tokens, long pages, long now) {
        if (calls < 1) {
            return new RefreshPlan(List.of(), state.mapRefresh(r -> r.withTokens(tokens, now)));
        }
        var span = Math.max(1, state.highestId() - state.lowestId());
        var from = state.refresh().list().nextId();
        var start = Math.max(from, state.lowestId());
        var to = start + Math.max(1, (long) (span * (calls / pages)));
        var left = tokens - calls;
        if (to > state.highestId()) {
            return new RefreshPlan(
                    listed(state, template, new IdRange(from, IdRange.END)),
                    state.mapRefresh(r -> r.finished().withTokens(left, now)));
        }
        return new RefreshPlan(
                listed(state, template, new IdRange(from, to)),
                state.mapRefresh(r -> r.at(new ListPosition(to, "")).withTokens(left, now)));
    }

    /** Ranges of about equal width inside the ids that are used. */
    private static List<SliceWork> listed(ObjectState state, SliceWork template, IdRange ids) {
        var from = Math.max(ids.from(), Math.min(state.lowestId(), state.highestId()));
        var to = Math.min(ids.to(), state.highestId() + 1);
        var span = Math.max(1, state.highestId() - state.lowestId());
        var pages = (double) state.rows() / PAGE * Math.max(0, to - from) / span;
        var parts = Math.max(1, (long) Math.ceil(pages / PAGES_PER_SLICE));
        var slices = new ArrayList<SliceWork>();
        var lower = ids.from();
        for (var i = 1L; i <= parts; i++) {
            var upper = i == parts ? ids.to() : from + (to - from) / parts * i;
            if (upper > lower) {
                slices.add(template.with(slice(state, new IdRange(lower, upper))));
                lower = upper;
            }
        }
        return slices;
    }

    private static Slice.Refresh slice(ObjectState state, IdRange ids) {
        return new Slice.Refresh(state.objectType(), ids, state.modifiedFromMillis());
    }
}
