//! Deliberate defects: each is a mistake that somebody could make in a host or a server, and each must be caught.

/// A mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Defect {
    /// The server takes a repeated operation for a new one.
    NoDedupe,
    /// The server answers before its transaction is durable.
    AckBeforeCommit,
    /// Replicas fold by wall clock instead of by server order.
    WallClockOrder,
    /// The board is lost and the cursor stays.
    CursorOutlivesData,
    /// The screen says "recorded" before the transaction completed.
    ShownBeforeCommit,
    /// The operation and the bookkeeping are two transactions.
    TornAppend,
    /// A new log after an eviction takes the old epoch.
    EpochReused,
    /// A restored server keeps its epoch.
    RestoreUnsaid,
    /// Old operations are deleted whether or not the server has them.
    PruneUnsent,
    /// Operations are deleted as soon as they are acked.
    PruneAtOnce,
    /// Any answer is taken for the awaited one.
    NoNonce,
    /// A forked branch is deleted instead of moved.
    BranchDropped,
    /// The server does not compare hashes.
    ForkUnseen,
    /// Devices always claim that their clock is right.
    ClockTrusted,
    /// The feed skips a row that was committed late.
    RowSkipped,
    /// The cursor is written before the rows.
    TornPull,
    /// After a rollback the server goes on with its board.
    BoardNotRebuilt,
    /// "Gone" empties the board but the acks stay.
    AcksKept,
    /// What cannot be read is dropped instead of quarantined.
    PoisonDropped,
    /// Erasing a patron forgets the devices.
    ForgetOnlyServer,
    /// A hole in a log is not looked for: what follows it is sent for the wrong places.
    HoleUnseen,
    /// The server goes on after a gap and tells nobody.
    GapUntold,
    /// The server waits for what lies in a gap, for ever.
    GapAwaited,
    /// A device that holds nothing any more does not say what was lost.
    IdleGapUntold,
    /// A device that is paired again gives its scans new names.
    PairedUnderNewNames,
    /// A device that is paired again takes only what was not sent yet along.
    PairedWithoutSent,
    /// A device that is paired again goes on from its cursor with an empty board.
    PairedWithCursor,
    /// A device that the server no longer knows is told by nobody to pair again.
    RemovedUnheard,
    /// A log that was left because of a fork forgets the hash it ends with.
    LeftLogForgetsItsEnd,
    /// The server does not compare what a device states with what fills the places.
    FilledUntold,
    /// A gap that was told once speaks for all later ones of its log.
    GapToldOnce,
    /// Each desk keeps a list of its own of what was handed in.
    ListOfEachDesk,
    /// Files are given out before the transaction that claims their rows is durable.
    FilesBeforeCommit,
    /// A loan leaves the board whether or not it waits for a file.
    LeftBeforeHandedIn,
    /// A restored server takes all that its backup lacks for never handed in.
    RestoreWithoutDoubt,
    /// Files are imported in whatever order they come, and not after those that their sheets name.
    SheetOrderIgnored,
    /// "It was not imported" changes the batch, and its rows wait for nothing.
    TakenBackWithoutRows,
    /// "It was imported after all" is taken although its rows stand in another file by now.
    TakenBackBlindly,
    /// An answer that is taken back is forgotten, and what it settled is not asked again.
    AnswerDropped,
    /// What came too late goes with the sheet that named it, when its batch is given back.
    LateForgotten,
    /// Two files of the same rows have one answer: with the one that is taken back as wrong goes the one that was right.
    FilesShareAnswers,
    /// Devices of today are told the rows of before overrides named their rules.
    RulesUnnamed,
    /// A page of today goes on with the board that a page of before folded.
    OldBoardKept,
    /// The mark beside a board says which rules folded it, and not up to where: a page of before that went on since leaves it true.
    MarkWithoutCursor,
    /// A board that is asked for anew is taken whichever life of the server it is of, and what that life has of ours is not asked.
    BoardOfAnotherLife,
    /// From the first row on the server gives rows, however many there are.
    HalfABoard,
    /// A batch that is said to be imported speaks for what was left out of its files, too.
    LeftOutCounted,
    /// A desk that made files by itself tells its gateway that what it left out of them was handed in.
    LeftOutToldAsHanded,
    /// A device that was alone calls lost, once it is paired, what it handed in as a file and deleted.
    DeliveredCalledLost,
    /// What a device lost while it was alone passes for delivered when it is paired twice before a gateway answered.
    LostCalledDelivered,
}

impl Defect {
    /// All of them.
    pub const ALL: [Defect; 50] = [
        Defect::NoDedupe,
        Defect::AckBeforeCommit,
        Defect::WallClockOrder,
        Defect::CursorOutlivesData,
        Defect::ShownBeforeCommit,
        Defect::TornAppend,
        Defect::EpochReused,
        Defect::RestoreUnsaid,
        Defect::PruneUnsent,
        Defect::PruneAtOnce,
        Defect::NoNonce,
        Defect::BranchDropped,
        Defect::ForkUnseen,
        Defect::ClockTrusted,
        Defect::RowSkipped,
        Defect::TornPull,
        Defect::BoardNotRebuilt,
        Defect::AcksKept,
        Defect::PoisonDropped,
        Defect::ForgetOnlyServer,
        Defect::HoleUnseen,
        Defect::GapUntold,
        Defect::GapAwaited,
        Defect::IdleGapUntold,
        Defect::PairedUnderNewNames,
        Defect::PairedWithoutSent,
        Defect::PairedWithCursor,
        Defect::RemovedUnheard,
        Defect::LeftLogForgetsItsEnd,
        Defect::FilledUntold,
        Defect::GapToldOnce,
        Defect::ListOfEachDesk,
        Defect::FilesBeforeCommit,
        Defect::LeftBeforeHandedIn,
        Defect::RestoreWithoutDoubt,
        Defect::SheetOrderIgnored,
        Defect::TakenBackWithoutRows,
        Defect::TakenBackBlindly,
        Defect::AnswerDropped,
        Defect::LateForgotten,
        Defect::FilesShareAnswers,
        Defect::RulesUnnamed,
        Defect::OldBoardKept,
        Defect::MarkWithoutCursor,
        Defect::BoardOfAnotherLife,
        Defect::HalfABoard,
        Defect::LeftOutCounted,
        Defect::LeftOutToldAsHanded,
        Defect::DeliveredCalledLost,
        Defect::LostCalledDelivered,
    ];
}
