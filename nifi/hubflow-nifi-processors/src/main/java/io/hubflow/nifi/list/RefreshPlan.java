package io.hubflow.nifi.list;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.RefreshBudget;
import io.hubflow.engine.load.RefreshLedger;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.nifi.SliceWork;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The part of a pass over all records that is handed out next. A pass reads again what no search can show (calculated values,
 * restored records), as far as the portal's budget of calls goes; the next part follows when this one has landed. Where the list
 * cannot be entered at an id, a whole pass is planned once the budget holds it.
 *
 * @param ids what the part covers once it has landed
 * @param rows about how many records it holds
 * @param route how it is read
 */
record RefreshPlan(ObjectState state, IdRange ids, long rows, Route route) {
    /** How records are read again. */
    private enum Route {
        /** By lists that are entered at an id. */
        LISTS,
        /** One slice reads the list page after page. */
        SERIAL_LIST,
        /** Where a filter takes a part of the records, searches find their ids, and they are read by id. */
        SEARCHED_IDS
    }

    /** However generous the budget and short the schedule, records are not read again all the time. */
    static final long PAUSE_MILLIS = 60_000;

    private static final EngineSettings DEFAULTS = EngineSettings.DEFAULT;

    private static final int PAGE = 100;
    /** List slices of this many pages each. */
    private static final long PAGES_PER_SLICE = 100;

    /** What the calls of refreshing may come to in a day. */
    static double dailyCalls(HubSpotClient client) {
        return RefreshBudget.dailyCalls(
                client.quota().dailyLimit(),
                DEFAULTS.refresh().dailyShare(),
                DEFAULTS.refresh().maxCallsPerRun());
    }

    /** Empty when nothing is to be refreshed now. What it costs is taken out of the ledger. */
    static Optional<RefreshPlan> of(
            HubSpotClient client,
            RefreshLedger ledger,
            KnownType known,
            PlanSettings settings,
            PortalFacts facts,
            long notBeforeMillis,
            long nowMillis) {
        var state = known.state();
        var policy = settings.refresh();
        var required = state.refresh().required() || !facts.changesCanBeSearched();
        var free = required || policy == RefreshPolicy.ALWAYS;
        if ((policy == RefreshPolicy.NEVER && !required) || (!free && nowMillis < notBeforeMillis)) {
            return Optional.empty();
        }
        var daily = dailyCalls(client);
        var tokens = ledger.tokens(nowMillis, daily);
        var route = route(known, facts);
        var oneCall = route != Route.SEARCHED_IDS
                && client.fitsUrl(known.wanted().type().apiName(), known.plan().selection());
        var callsPerPage = (oneCall ? 1 : 2)
                + PAGE * known.facts().callsPerRecord(known.wanted().type());
        var rest = new IdRange(firstGap(state), IdRange.END);
        var whole = of(state, route, rest);
        var most = Math.min(DEFAULTS.refresh().maxCallsPerRun(), tokens);
        var jumps = route != Route.SERIAL_LIST;
        if (free
                || whole.calls(callsPerPage) <= most
                || (!jumps && tokens >= Math.min(whole.calls(callsPerPage), daily))) {
            ledger.spend(whole.calls(callsPerPage), nowMillis, daily);
            return Optional.of(whole);
        }
        if (!jumps || most < callsPerPage) {
            return Optional.empty();
        }
        var share = most / whole.calls(callsPerPage);
        var start = Math.max(rest.from(), state.lowestId());
        var to = start + Math.max(1, (long) ((state.highestId() + 1 - start) * share));
        var part = of(state, route, new IdRange(rest.from(), to));
        ledger.spend(most, nowMillis, daily);
        return Optional.of(part);
    }

    /** All records, whatever it costs. */
    static RefreshPlan everything(KnownType known, PortalFacts facts) {
        return of(known.state(), route(known, facts), IdRange.ALL);
    }

    private static Route route(KnownType known, PortalFacts facts) {
        if (!known.wanted().records().isEverything() && facts.search() != PortalFacts.Search.MISSING) {
            return Route.SEARCHED_IDS;
        }
        return facts.listJump() == PortalFacts.ListJump.ALLOWED ? Route.LISTS : Route.SERIAL_LIST;
    }

    private static RefreshPlan of(ObjectState state, Route route, IdRange ids) {
        var serially = route == Route.SERIAL_LIST;
        var span = Math.max(1, state.highestId() + 1 - state.lowestId());
        var from = Math.max(ids.from(), Math.min(state.lowestId(), state.highestId()));
        var to = Math.min(ids.to(), state.highestId() + 1);
        var rows = serially ? state.rows() : (long) ((double) state.rows() * Math.max(0, to - from) / span);
        return new RefreshPlan(state, serially ? IdRange.ALL : ids, rows, route);
    }

    private static long firstGap(ObjectState state) {
        var gaps = state.refresh().covered().gapsIn(IdRange.ALL);
        return gaps.lowest().map(IdRange::from).orElse(0L);
    }

    private double calls(double callsPerPage) {
        return (rows / PAGE + 1) * callsPerPage;
    }

    /** Ranges of about equal width inside the ids that are used. */
    List<SliceWork> slices(SliceWork template) {
        if (route == Route.SERIAL_LIST) {
            return List.of(template.withSerialList(list(IdRange.ALL)));
        }
        var from = Math.max(ids.from(), Math.min(state.lowestId(), state.highestId()));
        var to = Math.min(ids.to(), state.highestId() + 1);
        var parts = Math.max(1, Math.ceilDiv(rows / PAGE, PAGES_PER_SLICE));
        var slices = new ArrayList<SliceWork>();
        var lower = ids.from();
        for (var i = 1L; i <= parts; i++) {
            var upper = i == parts ? ids.to() : from + (to - from) / parts * i;
            if (upper > lower) {
                slices.add(slice(template, new IdRange(lower, upper)));
                lower = upper;
            }
        }
        return slices;
    }

    /** How a {@link Hint} names this part. */
    static String work(long pass, IdRange ids) {
        return pass + ":" + ids.from() + "-" + ids.to();
    }

    static IdRange idsOf(InFlight handed) {
        var range = handed.work().substring(handed.work().indexOf(':') + 1);
        var dash = range.indexOf('-');
        return new IdRange(Long.parseLong(range.substring(0, dash)), Long.parseLong(range.substring(dash + 1)));
    }

    static boolean isOfPass(InFlight handed, long pass) {
        return handed.work().startsWith(pass + ":");
    }

    private SliceWork slice(SliceWork template, IdRange range) {
        return route == Route.SEARCHED_IDS
                ? template.readingBySearchedIds()
                        .with(new Slice.Snapshot(state.objectType(), range, state.modifiedFromMillis(), Long.MAX_VALUE))
                : template.with(list(range));
    }

    private Slice.Refresh list(IdRange range) {
        return new Slice.Refresh(state.objectType(), range, state.modifiedFromMillis());
    }
}
