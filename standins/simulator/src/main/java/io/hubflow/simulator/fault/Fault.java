package io.hubflow.simulator.fault;

import io.hubflow.simulator.quota.Verdict.Limit;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Something that goes wrong with one call. Of the faults that refuse, break or delay a call at most one strikes; all
 * {@linkplain Edit edits} whose rules strike are made to the same answer.
 */
public sealed interface Fault {
    /** A change of an answer that is otherwise right. */
    sealed interface Edit extends Fault {}

    /** What a refusal's body looks like. */
    enum Body {
        /** The JSON error of the API. */
        JSON,
        /** A page of an edge server. */
        HTML,
        /** A line of text. */
        TEXT
    }

    /**
     * An answer of another status; the request is not carried out.
     *
     * @param retryAfterSeconds the Retry-After header; empty for none
     */
    record Refuse(int status, Body body, OptionalInt retryAfterSeconds) implements Fault {
        /** Checks the status. */
        public Refuse {
            if (status < 400 || status > 599) {
                throw new IllegalArgumentException("A refusal has a status of 400 to 599, not " + status);
            }
        }
    }

    /**
     * A 429 with the body of a limit, although the limit is not reached.
     *
     * @param retryAfterSeconds the Retry-After header; empty for none, as HubSpot mostly does
     */
    record RateLimit(Limit limit, OptionalInt retryAfterSeconds) implements Fault {}

    /** A 200 whose body is a page of HTML. */
    record HtmlInsteadOfJson() implements Fault {}

    /** A 200 whose JSON stops in the middle although its length was announced as that. */
    record InvalidJson() implements Fault {}

    /** A 200 whose connection closes before the announced length. */
    record CutShort() implements Fault {}

    /** The right answer with wrong bytes in its middle; of a compressed answer, in the compressed bytes. */
    record Damaged() implements Fault {}

    /** The right answer, late. */
    record Slow(Duration delay) implements Fault {}

    /** No answer, ever. */
    record Stall() implements Fault {}

    /** The connection is reset. */
    record Reset() implements Fault {}

    /** One existing record of a batch is reported as an error in a 207. */
    record PartialBatch() implements Edit {}

    /** A page starts again with the last row of the page before it. */
    record DuplicateRows() implements Edit {}

    /** The token of the call is revoked, for this call and all later ones. */
    record RevokeToken() implements Fault {}

    /** The token of the call has expired, for this call and all later ones, whatever lifetime was announced. */
    record ExpireToken() implements Fault {}

    /** A 200 that says nothing. */
    record Empty(Kind kind) implements Fault {
        /** How little it says. */
        public enum Kind {
            /** No byte. */
            NOTHING,
            /** {@code {}}. */
            OBJECT,
            /** {@code {"results":[]}}, without a cursor. */
            RESULTS
        }
    }

    /**
     * Rows that exist are missing from {@code results}.
     *
     * @param ids the rows by id, or by name where they have none; stages of pipelines too. Empty for any
     * @param count with no ids, so many rows of each answer, chosen by their ids
     * @param report what a batch read says about them
     */
    record OmitRows(Set<String> ids, int count, Report report) implements Edit {
        /** Whether a batch read admits that rows are missing. */
        public enum Report {
            /** The answer looks complete. */
            SILENT,
            /** A 207 that calls them OBJECT_NOT_FOUND. */
            NOT_FOUND
        }

        /** Copies the ids. */
        public OmitRows {
            ids = Set.copyOf(ids);
            if (ids.isEmpty() == (count == 0) || count < 0) {
                throw new IllegalArgumentException("omit_rows needs either \"ids\" or a positive \"count\"");
            }
        }
    }

    /** Only the first rows of {@code results} are there; a cursor is kept, so that the rest of the page is skipped. */
    record KeepRows(int rows) implements Edit {
        /** Checks the number. */
        public KeepRows {
            if (rows < 0) {
                throw new IllegalArgumentException("A list cannot keep " + rows + " rows");
            }
        }
    }

    /**
     * Another {@code total} of a search.
     *
     * @param exactly this number, when present
     * @param added else the true number plus this
     * @param cap and never more than this
     */
    record WrongTotal(OptionalLong exactly, long added, long cap) implements Edit {}

    /** Search rows that do not match the filters, in front of those that do. */
    record ForeignRows(int count) implements Edit {}

    /** Rows whose {@code properties} lack everything but these. */
    record BareRows(Set<String> kept) implements Edit {
        /** Copies the names. */
        public BareRows {
            kept = Set.copyOf(kept);
        }
    }

    /** Rows without {@code updatedAt}: these ids, or all when empty. */
    record UndatedRows(Set<String> ids) implements Edit {
        /** Copies the ids. */
        public UndatedRows {
            ids = Set.copyOf(ids);
        }
    }

    /** Members that no documentation names, at every level of the answer. */
    record UnknownFields() implements Edit {}

    /** Values of number properties as JSON numbers, of boolean ones as JSON booleans, instead of texts. */
    record TypedValues() implements Edit {}

    /** A {@code Date} header that is wrong by so much. */
    record WrongDate(Duration offset) implements Edit {}

    /** No {@code Date} header. */
    record MissingDate() implements Edit {}
}
