package io.hubflow.snowflake;

/**
 * Why a statement is run, for the error that it may end in.
 *
 * @param doing what hubflow was about to do, as in "Snowflake refused to {doing}"
 * @param mend the statement that an administrator runs when the role may not do it; may be empty
 */
record Purpose(String doing, String mend) {}
