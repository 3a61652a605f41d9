package io.hubflow.engine.absence;

/** What HubSpot says of a record that a reading did not meet. */
public sealed interface Verdict {
    /** It is there: the reading had left it out. */
    record Live() implements Verdict {}

    /** It is there and not in the filter any more. */
    record OutOfScope() implements Verdict {}

    /** It is in the recycle bin. */
    record Archived() implements Verdict {}

    /** Another record answers in its place. */
    record Merged(long survivor) implements Verdict {}

    /** No way of reading shows it, and HubSpot says that it does not find it, neither among live records nor among archived ones. */
    record Gone() implements Verdict {}

    /** No way of reading shows it, and HubSpot does not say that it does not find it, either. */
    record NotGiven() implements Verdict {}

    /** The answers contradict each other or do not say: it is asked for again by a later run. */
    record Unknown() implements Verdict {}
}
