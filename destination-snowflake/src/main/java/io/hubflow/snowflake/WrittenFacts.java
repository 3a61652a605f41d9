package io.hubflow.snowflake;

import io.hubflow.engine.destination.CommitResult;

/**
 * What a commit did to one table of facts.
 *
 * @param sent the sets in the files
 * @param forgot whether records were forgotten, so that sets lost rows of which is not known which
 */
record WrittenFacts(CommitResult.FactResult result, SentSets sent, boolean forgot) {}
