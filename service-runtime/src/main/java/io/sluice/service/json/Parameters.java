package io.sluice.service.json;

import io.sluice.contracts.problem.ProblemException;

/** Values in addresses, read as strictly as those in bodies. */
public final class Parameters {
    private Parameters() {}

    /**
     * A whole number in a range, both ends included.
     *
     * @throws ProblemException {@code invalid-request}, naming the parameter
     */
    public static int wholeNumber(String name, String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The answer is the same as for a number out of range.
        }
        throw ProblemException.invalid(name, "a whole number from " + least + " to " + most);
    }
}
