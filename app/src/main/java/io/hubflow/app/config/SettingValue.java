package io.hubflow.app.config;

/** The value of a setting as its type has read it, the text that it was read from, and where that text stood. */
record SettingValue(Object value, String text, String origin) {}
