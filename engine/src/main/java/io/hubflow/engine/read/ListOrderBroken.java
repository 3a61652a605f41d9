package io.hubflow.engine.read;

/** The list was entered at an id and did not go on from it: in this portal it must be read from its start. */
public final class ListOrderBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ListOrderBroken(long position, long id) {
        super("the list entered at id " + position + " gave id " + id);
    }
}
