package io.hubflow.engine.load;

import io.hubflow.engine.load.FrontierPortal.Spacing;
import io.hubflow.hubspot.SearchRequest;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a seed draws: a portal, and how it is read along a {@link Frontier}.
 *
 * @param mostPages that are left to lists before a search page
 * @param samePages whether it is so many each time
 * @param inOrder whether the oldest search is answered first, and pages are asked for as soon as they can be
 * @param omitted records of a thousand that searches count and do not show
 * @param shortened answers of a hundred that show fewer records than there are
 * @param empty answers of a hundred that show none
 * @param uncounted answers of a hundred without a total
 * @param isCapped whether HubSpot counts no further than 10,000, which nobody has verified
 * @param endsAfter so many answers the reading is told to end, and goes on with what is left; negative = never
 */
record FrontierDraw(
        long seed,
        int records,
        Spacing spacing,
        Cut cut,
        Way way,
        int lanes,
        int mostPages,
        boolean samePages,
        boolean inOrder,
        Motion motion,
        int omitted,
        int shortened,
        int empty,
        int uncounted,
        boolean isCapped,
        int endsAfter) {
    /** Several times what HubSpot shows of one search. */
    private static final int MOST = 60_000;

    /** The range that is read: up to the highest id, of any id above, or cut out anywhere. */
    enum Cut {
        TO_THE_HIGHEST,
        OPEN,
        ANYWHERE
    }

    /** Who reads, and what is known of the number of records. */
    enum Way {
        COUNTED,
        UNCOUNTED,
        MISCOUNTED,
        SEARCHES
    }

    /** What becomes of records between the answers. */
    enum Motion {
        NONE,
        /** A record, or some that lie together, at one moment. */
        ONCE,
        LEAVE,
        APPEAR_AND_LEAVE
    }

    static FrontierDraw of(long seed) {
        var random = new SplittableRandom(seed);
        var isCalm = random.nextInt(3) == 0;
        return new FrontierDraw(
                seed,
                records(random),
                pick(List.of(Spacing.values()), random),
                pick(List.of(Cut.values()), random),
                pick(isCalm ? List.of(Way.COUNTED, Way.UNCOUNTED, Way.SEARCHES) : List.of(Way.values()), random),
                1 + random.nextInt(8),
                pick(List.of(0, 1, 4, 7, 13, 25, 46, 120), random),
                random.nextBoolean(),
                random.nextBoolean(),
                isCalm ? Motion.NONE : pick(List.of(Motion.values()), random),
                isCalm ? 0 : pick(List.of(0, 0, 1, 10, 100), random),
                isCalm ? 0 : pick(List.of(0, 0, 10, 60), random),
                isCalm ? 0 : pick(List.of(0, 0, 5, 50), random),
                isCalm ? 0 : pick(List.of(0, 0, 0, 10, 100), random),
                !isCalm && random.nextInt(4) == 0,
                !isCalm && random.nextInt(4) == 0 ? random.nextInt(12) : -1);
    }

    /** Mostly few: much of what can go wrong does so at an end. */
    private static int records(SplittableRandom random) {
        return switch (random.nextInt(10)) {
            case 0 -> random.nextInt(MOST + 1);
            case 1 -> SearchRequest.MAX_LIMIT - 1 + random.nextInt(3);
            case 2, 3, 4 -> random.nextInt(1_000);
            default -> random.nextInt(3_000);
        };
    }

    private static <T> T pick(List<T> from, SplittableRandom random) {
        return from.get(random.nextInt(from.size()));
    }

    /** Whether nothing moves, and HubSpot shows and counts all. */
    boolean isStill() {
        return motion == Motion.NONE
                && omitted == 0
                && shortened == 0
                && empty == 0
                && uncounted == 0
                && !isCapped
                && way != Way.MISCOUNTED
                && endsAfter < 0;
    }

    /**
     * Whether counts tell that a page left something out. They do not when as many records appear above it meanwhile, as
     * decision 52 says of numbers that agree by chance.
     */
    boolean tellsOmissions() {
        return omitted == 0 || motion == Motion.NONE || motion == Motion.LEAVE;
    }
}
