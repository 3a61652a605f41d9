package io.hubflow.engine.forecast;

/** Goes on once everything that was begun has ended. */
final class Joint {
    private final Runnable then;
    private int open = 1;

    Joint(Runnable then) {
        this.then = then;
    }

    void begin() {
        open++;
    }

    void end() {
        if (--open == 0) {
            then.run();
        }
    }

    /** Nothing more will begin. */
    void allBegun() {
        end();
    }
}
