package io.hubflow.hubspot;

import java.io.IOException;

/** Turns a successful answer into a value. */
@FunctionalInterface
interface AnswerReader<T> {
    /**
     * @throws BrokenAnswerException when the body is damaged; asking again may help
     * @throws IncompleteBatchException when a batch leaves ids open
     * @throws ForeignAnswerException when it is whole but not HubSpot's
     */
    T read(Transport.Answer answer) throws IOException;
}
