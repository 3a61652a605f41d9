package io.hubflow.hubspot;

/** Carries a call through with the client's token, quota and retries; throws as {@link HubSpotClient} says. */
@FunctionalInterface
interface Caller {
    <T> T call(Call call, AnswerReader<T> reader);
}
