package io.hubflow.simulation;

import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.ListCursor;
import io.hubflow.simulator.index.IdOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Gives one history in a hundred more records of an object type than HubSpot shows of one search, with randomness of its own. So
 * many take time: few of their properties are read, in few runs, and all that is about other things is left out.
 */
final class LargeDraw {
    private static final int ONE_OF = 100;

    /** Few enough that such a history takes some seconds. */
    private static final int FEWEST = 10_500;

    private static final int MOST = 14_000;
    private static final int MOST_RUNS = 2;
    private static final int SEARCH_PAGE = 200;
    private static final List<Integer> FLUSHES = List.of(300, 5_000);

    private final Random random;

    private LargeDraw(long seed) {
        this.random = new Random(seed * 0xD6E8FEB86659FD93L + 7);
    }

    /** The drawn history, or a large one with much of what was drawn. */
    static Scenario perhaps(Scenario drawn) {
        var draw = new LargeDraw(drawn.seed());
        return draw.random.nextInt(ONE_OF) == 0 ? draw.large(drawn) : drawn;
    }

    private Scenario large(Scenario drawn) {
        var runs = Math.min(MOST_RUNS, drawn.runs());
        return new Scenario(
                drawn.seed(),
                portal(drawn),
                drawn.dialect(),
                drawn.objects(),
                List.of("hs_object_id", "hs_merged_object_ids"),
                List.of(),
                List.of(),
                Map.of(),
                drawn.updatedAfter(),
                drawn.deletes(),
                RefreshPolicy.NEVER,
                Tables.MEMORY,
                runs,
                drawn.latencyMillis(),
                FLUSHES.get(random.nextInt(FLUSHES.size())),
                drawn.circumstances().stream()
                        .filter(circumstance -> circumstance.run() < runs && isKept(circumstance))
                        .toList());
    }

    /** One whose ids have ranks and whose list can be entered, so that searches and lists share its records. */
    private SimulatorOptions portal(Scenario drawn) {
        var records = new HashMap<>(drawn.portal().records());
        records.put(drawn.objects().getFirst(), (long) FEWEST + random.nextInt(MOST - FEWEST));
        return drawn.portal()
                .withRecords(records)
                .withIdOrder(IdOrder.NUMERIC)
                .withListCursor(ListCursor.NEXT_ID)
                .withSearchPage(SEARCH_PAGE)
                .withShortPages(random.nextInt(3) == 0 ? 0.1 : 0)
                .withLists(List.of());
    }

    private static boolean isKept(Circumstance circumstance) {
        return circumstance instanceof Circumstance.Change
                || circumstance instanceof Circumstance.Pause
                || circumstance instanceof Circumstance.Traffic
                || circumstance instanceof Circumstance.Trouble
                || circumstance instanceof Circumstance.Kill
                || circumstance instanceof Circumstance.LostReply
                || circumstance instanceof Circumstance.SecondRun
                || circumstance instanceof Circumstance.WrongClock
                || circumstance instanceof Circumstance.ClockJump;
    }
}
