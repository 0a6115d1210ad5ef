/// The words of which the program's own sentences and pages are made: a report without them would
/// say nothing. Written by OwnWordsTests with UPDATE_GOLDEN=1.
enum OwnWords {
  static let text = """
    about above absence accused act action activated activity add address addresses adjust after
    afterwards again against alias align alignments all allowed allows alone already also always
    among amp anchor and anew announced another answer answered answers any anything anywhere
    apart appeared archive are areprograms args argument aria around array article articles asked
    asks async asynchronous ata attempt attr auto avoid away axis back background bad bar base
    basic basis bbb bcache became because been before began begins begun behind being below
    beside best between billion bind blacklist blame blamed blkid block blockage blocked body
    bold boot boots bootstext bootswithkills border both bottom bound box brace break broken
    brought browser buf buffer bug builtin bundle bus busy but bystander bytes cable cables
    calendar call called came can cannot capitalised capitalisedunlessname
    capitalisedunlessprogram capitalworker capture card case cases cat cause cciss cells certain
    certainty cfg chain chance change changed changes charset check child children civiltime
    claim class clause clauses cleared clock close closed closes closing cmdline code coldplug
    collapse collected color column columns come comes comm command common complained complains
    complete component conf confidence confidences connect connected connector connects
    consequence consolas contains content contents controller copy coredumpctl costs could count
    counted counts course coverage cpu crash crashed crowd crypt cstring ctrl culprit culprits
    cure currentcolor cut daemon dark dasd dasharray data database date datetext day days death
    deaths debug decimal default deferred dejavu delay description details dev device devices
    devicetext diagnosis did died dies differences different digest directory disk disks display
    distribution distributions div divisor dmesg docs doctor doctype document does doing done
    double doubtful down dpkg dracut drbd drive driver drivers drop dropfirst droplast dropped
    due duration during dying each earlier early echo eintr else emergency empty encodes encoding
    encrypted end ended ends enough entries entropy entry env equiv errno error errors errortext
    escape escapebetweentags etc eth event every everything everywhere evidence exactly example
    examples exists exit exits expected expired explain explains export extra fact facts failed
    failing fails failure faint fall false far fault fence few fewer fff field file filed files
    fill finding findings finished firmware first firstline fixed fleet floppy focus folder
    followed follows font footer footnote for form format forms found fraction from fstab
    function gap gaps gave general get gets give given gives giving goes gone good gradient
    graphics grep grid ground group grouped groups growing grub grubby guest gzip had half
    halfway hand handed handing handle handled handles handling hands hang hanging hangs happen
    happened happens hardware harm has hasmachine hassuffix have head header headline healthy
    heard height held help helper helps here hidden hint history hit hold holds hole holes host
    hostname hover how href html http https hub hundred hundredths hung identifier img import
    imported inbootloader inbrief inculprit indent index inferred info inherit init initcall
    initial initialisation initialise initialised initramfs initrd initrdifunknown ink inline
    innermost input inputs inside insmod install instead int interface interpolate interrupt
    interrupted interruption into invalid inwards isatleast isempty isgood isinferred isopen
    issue issure issystemds item its itself join joined journal journalctl journald json just
    keep keeping keeps kept kernel kernels key kill killably killed killedprogram killing kills
    kind kinds kmod known knows label lack lane lanes lang larger last lasted lasting lasts late
    later lead leads learn least leave leaves leaving left leftoutwithoutdate len lengthadjust
    less let lets letting lib liberation library lie light like likely limit limited limits line
    linear lines link links linux list listed lists literal live load loaded loader loading loads
    local localhost lock locked locks log logmembers logs long longer longest look looked looking
    loop losetup lost lowerbound lsblk lucky machine machines machinesafter machinesbefore
    machineshit machinesthatchanged machinesunplaced machineswithkills made magnitude mail main
    make makes many map mapped margin mark markdown markdowntext marks match matches matters max
    may maybe meaning means meant measured media median medium member members memory mended menlo
    menu merely message messages meta microseconds middle million min misleads miss missed misses
    missing mkconfig mkdir mkinitcpio mmc mmcblk modalias model models modprobe module modulename
    modules moment mono monospace monotonic more most mostwords mount mounted mpath multipath
    must name named nameofwarned names namesvictim narrow nav nbd ndjson near nearest nearly
    nearmisses need needed needle needs neither net netlink network never new newer next nil
    nobody node nofail nomodeset none nor normal not note notes nothing noticed noun now nowrap
    ntimeoutstopsec null number numbers nvme occasion ofday off often older omit once ondevice
    one ones only onto onworker oom oops opacity open opened opening operation option optional
    options order ordered org other otherdeath others ours out outcome outcomes outermost outside
    over overflow overloaded own owned package packages pad padding page panic panicked paper
    paragraphs parent part partition partitions parts path paths patience pci pending people
    perhaps period permission permissions permitted pid pidof pipe pixels place placed places
    plain platform points policy pool port position possible power pre prefers prefix prevents
    print printed printf prints private probably probe probed probes proc process processes
    processor processors program programpid programs progress properties protocol prove proved
    proves pulled purpose put queue quick quot quotes radius ran random rate ratelimitburst
    rawvalue reach reached reaches read reader reading readme reads ready real realtime reason
    reasons reboot rebuild rebuilt recorded rect redaction refused registered registers release
    released reload rem remark remedies remedy remote removal remove removing repairs repeat
    repeats replace replaced report reported reports reset resolution rest restart result
    returned revert right rightaligned rises risk rng role root rotated rounded row rows rule
    rules run running runs safetext said same sans save say says scalar scale scaled scanning
    schema scheme scroll scsi sda sdx searched seat second seconds secondstext section security
    see seems seen seldom self send sends sent sentence separator seqnum serif served server
    serves service set sets setting settings settle shade shadow shell short shortened shortly
    show showed shown shows shut shutdown side sig sigkill sign signal signature silence silent
    since size sizing skipped sleep slept slot slow slower small smartctl socket solid some
    somebody something somewhere source space spacingandglyphs span speaker speaks spent spoke
    src stack stacks stands start started starting starts starved state stated statement states
    status stem step steps still stood stop stopkills stopped stoppedafter stopping stops storage
    stored story strerror string stroke stuck stuckthere style subsystem such sudo summary sums
    supported sure suspect suspected suspects svg swap swapon switch sys sysfs syslog sysname
    sysrq system systemctl systemd systemmaxuse systems table tables tag take taken takes taking
    tar target task tasks tbody tell telling tells template text textlength tgz than that the
    their theirs them themselves then there these they thing third thirds this those thousand
    thread tied time timed timeless timeout timeoutstopsec timer times timestamp timetext title
    together told too took tool tools top torn totals tracker trait transform translate
    transparent transport tree tries trigger triggered trips trouble true truncated trust try
    turn twice two txt txz type udev udevadm udevd udevs uevent uevents unbind unbound undecided
    understood undo undoes undone unit units unknown unless unload unlocked unplaced unplugged
    unplugging unproved unread unsafe until unusual update upperbound url usable usb used uses
    usr usual usually utc utf value values var verdict verified version versions vertical very
    victim victimname victims viewbox viewport virtio virtual visible volume wait waited waiting
    waits wanted wants warn warned warning warnings warns was watch watchdog watching way webkit
    weighed weight well went were what when where whether which while white who whole whom whose
    why wide width with within without wlan word words work worked worker workers workqueue works
    would wrap write written www xml xmlns xvd year yet zeros zone zst zstd
    """
}
