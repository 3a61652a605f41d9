package io.hubflow.simulator.http;

/** Whether answers are compressed for clients that accept it. */
public enum Compression {
    /** With gzip, as HubSpot does. */
    GZIP,
    /** Never. */
    NONE
}
