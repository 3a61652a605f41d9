package io.hubflow.engine.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.load.Claims.Claim;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class ClaimsTest {
    private static final IdRange WHOLE = new IdRange(0, 1_000);

    private final IdSpace space = new IdSpace(IdIntervals.of(WHOLE), 1_000, 1);

    /** A hundred ids from the lower end. */
    private List<Claim> cutHundred() throws InterruptedException {
        var lowest = space.awaitLowest();
        if (lowest.isEmpty()) {
            return List.of();
        }
        var from = lowest.get().from();
        var ids = space.claimFromBottom(new IdRange(from, Math.min(from + 100, WHOLE.to())), 100)
                .orElseThrow();
        return List.of(new Claim(ids, 100, OptionalLong.empty()));
    }

    private static Claims.Cut once(List<Claim> claims) {
        var left = new ArrayList<>(List.of(claims));
        return () -> left.isEmpty() ? List.of() : left.removeFirst();
    }

    private Claim claim(long from) {
        return new Claim(
                space.claimFromBottom(new IdRange(from, from + 10), 10).orElseThrow(), 10, OptionalLong.empty());
    }

    @Test
    void lanesReadEveryIdOnceAndThenEnd() throws Exception {
        var claims = new Claims(space, this::cutHundred, 3);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var cutting = threads.submit(() -> {
                claims.cutAhead();
                return 0L;
            });
            var lanes = new ArrayList<Future<Long>>();
            for (var lane = 0; lane < 3; lane++) {
                lanes.add(threads.submit(() -> readAll(claims)));
            }
            var read = 0L;
            for (var lane : lanes) {
                read += lane.get();
            }
            cutting.get();
            assertThat(read).isEqualTo(WHOLE.width());
        }
        assertThat(space.free().isEmpty()).isTrue();
    }

    private long readAll(Claims claims) throws InterruptedException {
        var read = 0L;
        for (var next = claims.take(); next.isPresent(); next = claims.take()) {
            read += next.get().ids().width();
            space.release();
        }
        claims.leave();
        return read;
    }

    @Test
    void whatLiesReadyWhenTheLastLaneLeavesIsFreeAgain() throws Exception {
        var first = claim(0);
        var claims = new Claims(space, once(List.of(first)), 1);
        claims.cutAhead();
        assertThat(space.isFree(5)).isFalse();

        claims.leave();

        assertThat(space.free()).isEqualTo(IdIntervals.of(WHOLE));
    }

    @Test
    void whatLiesReadyStaysForTheLanesThatAreLeft() throws Exception {
        var claims = new Claims(space, once(List.of(claim(0))), 2);
        claims.cutAhead();

        claims.leave();

        assertThat(space.isFree(5)).isFalse();
        assertThat(claims.take()).isPresent();
        assertThat(claims.take()).isEmpty();
    }

    @Test
    void cuttingEndsOnceNobodyTakesAndPutsBackWhatWasCut() throws Exception {
        var some = List.of(claim(0), claim(10), claim(20));
        var claims = new Claims(space, () -> some, 1);
        claims.leave();

        claims.cutAhead();

        assertThat(space.free()).isEqualTo(IdIntervals.of(WHOLE));
    }

    @Test
    void aCutThatWaitsForRoomEndsWhenTheLastLaneLeaves() throws Exception {
        var claims = new Claims(space, once(List.of(claim(0), claim(10))), 1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var cutting = threads.submit(() -> {
                claims.cutAhead();
                return true;
            });
            assertThat(claims.take().orElseThrow().ids()).isEqualTo(new IdRange(0, 10));
            space.release();
            claims.leave();
            assertThat(cutting.get()).isTrue();
        }
        assertThat(space.isFree(5)).isFalse();
        assertThat(space.isFree(15)).isTrue();
    }
}
