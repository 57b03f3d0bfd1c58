package org.pbxopenapi.cli.transfer;

import org.pbxopenapi.cli.transfer.FileErrors.Place;

/** A file can't be read any further. */
final class UnreadableFileException extends Exception {

    private final transient Place place;

    UnreadableFileException(Place place, String why) {
        super(why, null, false, false);
        this.place = place;
    }

    Place place() {
        return place;
    }
}
