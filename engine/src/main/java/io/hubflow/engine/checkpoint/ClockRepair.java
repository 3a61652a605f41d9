package io.hubflow.engine.checkpoint;

import io.hubflow.hubspot.ServerTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Mends a state that a wrong clock has moved into the future: what changes until then would never be read.
 *
 * <p>States written by versions that followed one clock alone are suspect when either clock says so; the others only when
 * both do: their cursor has never passed either.
 *
 * <p>When the clock began to be wrong is not known, so neither is what has been read since. Therefore everything is read
 * again once: a first load from the beginning, rows that are there by a refresh that must be finished. Times of reading stay
 * as they are, because rows carry them: the next reading is later than all of them, see
 * {@link io.hubflow.engine.read.ReadClock}.
 */
public final class ClockRepair {
    private ClockRepair() {}

    /** @param notice what was mended, in a sentence for the operator; absent when nothing had to be */
    public record Result(ObjectState state, Optional<String> notice) {}

    public static Result of(ObjectState state, ServerTime now, Duration settleLag) {
        var limit = (state.clockChecked() ? now.latest() : now.earliest()).plus(ServerTime.TOLERANCE);
        var wrong = later(state, limit.toEpochMilli());
        if (wrong.isEmpty()) {
            return new Result(withBudgetOf(state, now).withClockChecked(), Optional.empty());
        }
        var certain = now.earliest().toEpochMilli();
        var cursor = Math.min(state.cursorMillis(), certain - settleLag.toMillis());
        var mended = withBudgetOf(state, now)
                .withClockChecked()
                .withCursor(Math.max(0, cursor), Math.min(state.fastMarkMillis(), certain))
                .withWindow(null)
                .mapRefresh(RefreshProgress::demanded);
        var snapshot = state.snapshot();
        if (snapshot != null && snapshot.startedAtMillis() > limit.toEpochMilli()) {
            mended = mended.withSnapshot(
                    SnapshotProgress.starting(certain, snapshot.modifiedFromMillis(), snapshot.modifiedBeforeMillis()));
        }
        return new Result(mended, Optional.of(notice(wrong, now)));
    }

    private static List<String> later(ObjectState state, long limitMillis) {
        var wrong = new ArrayList<String>();
        add(wrong, "changes are complete", state.cursorMillis(), limitMillis);
        add(wrong, "changes are read", state.fastMarkMillis(), limitMillis);
        var window = state.window();
        if (window != null) {
            add(wrong, "a window was begun", window.madeAtMillis(), limitMillis);
        }
        var snapshot = state.snapshot();
        if (snapshot != null) {
            add(wrong, "the first load was begun", snapshot.startedAtMillis(), limitMillis);
        }
        return wrong;
    }

    private static void add(List<String> wrong, String what, long millis, long limitMillis) {
        if (millis > limitMillis) {
            wrong.add(what + " " + Instant.ofEpochMilli(millis));
        }
    }

    /** A bucket that was filled in the future would stay as it is until then. */
    private static ObjectState withBudgetOf(ObjectState state, ServerTime now) {
        var refresh = state.refresh();
        var certain = now.earliest().toEpochMilli();
        return refresh.tokensAtMillis() <= certain
                ? state
                : state.mapRefresh(progress -> progress.withTokens(progress.tokens(), certain));
    }

    private static String notice(List<String> wrong, ServerTime now) {
        return "Its state lies in the future (" + String.join(", ", wrong) + "), but now it is "
                + Instant.ofEpochSecond(now.earliest().getEpochSecond())
                + ". A wrong clock moved it there, or this machine's clock has been set back. All records are read again"
                + " once, so that no change is skipped.";
    }
}
